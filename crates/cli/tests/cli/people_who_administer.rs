use serde_json::json;

use crate::office::Office;

#[test]
fn admins_are_added_linked_listed_and_removed() {
    let office = Office::with_institution();
    let add = [
        "admin",
        "add",
        "--email",
        "head@school.example",
        "--role",
        "institution_admin",
    ];
    assert_eq!(
        office.json(&add).0,
        2,
        "an institution admin has an institution"
    );
    let added = office.done(&[&add[..], &["--institution", "1"]].concat());
    assert_eq!(
        (&added["role"], &added["institution"]),
        (&json!("institution_admin"), &json!(1))
    );
    let secret = added["sign_in_secret"].as_str().unwrap();
    let again = office.done(&[&add[..], &["--institution", "1"]].concat());
    assert!(again["sign_in_secret"].is_null(), "{again}");
    let link = office.done(&["admin", "link", "--email", "head@school.example"]);
    let made = office.done(&["audit", "type:SignInLinkMade"])["events"].clone();
    assert_eq!(made.as_array().map(Vec::len), Some(1), "{made}");
    assert_ne!(link["sign_in_secret"], secret, "each link is a new one");
    assert_eq!(
        office.done(&["admin", "list"])["admins"][0]["email"],
        "head@school.example"
    );
    office.done(&["admin", "remove", "--email", "head@school.example"]);
    assert_eq!(office.done(&["admin", "list"])["admins"], json!([]));
    assert_eq!(
        office
            .problem(&["admin", "remove", "--email", "head@school.example"])
            .0,
        4
    );
}

/// The address of the link that a command printed.
fn link(words: &str) -> &str {
    let link = words
        .lines()
        .find_map(|line| line.strip_prefix("Sign in once, within the hour: "));
    link.unwrap_or_else(|| panic!("no link: {words}"))
}

#[test]
fn whoever_has_the_directory_gets_a_link_for_themselves() {
    let office = Office::with_institution();
    let first = office.done(&["admin", "link"]);
    let second = office.done(&["admin", "link"]);
    assert!(first["sign_in_secret"].is_string());
    assert_ne!(first, second, "each link is a new one");
    assert_eq!(
        office.problem(&["admin", "link", "--data", "elsewhere"]),
        (4, "no-ledger".to_owned())
    );
}

#[test]
fn a_link_has_the_address_of_the_settings() {
    let office = Office::with_institution();
    office.file("rollbook.toml", "listen = \"0.0.0.0:8080\"\n");
    let head = ["--email", "head@school.example"];
    let add = [&["admin", "add", "--role", "domain_admin"], &head[..]].concat();
    for arguments in [
        &add[..],
        &[&["admin", "link"], &head[..]].concat(),
        &["admin", "link"],
    ] {
        let run = office.run(&[arguments, &["--config", "rollbook.toml"]].concat());
        let link = link(&run.stdout);
        assert!(
            link.starts_with("http://127.0.0.1:8080/#sign-in="),
            "{link}"
        );
    }
    let run = office.run(&["admin", "link"]);
    assert!(link(&run.stdout).starts_with("http://127.0.0.1:7420/#sign-in="));
    assert!(run.stdout.contains("another address"), "{}", run.stdout);
}

#[test]
fn a_token_shows_its_secret_once() {
    let office = Office::with_institution();
    let run = office.run(&[
        "token",
        "create",
        "--name",
        "nightly",
        "--role",
        "domain_admin",
    ]);
    assert_eq!(run.exit, 0);
    let secret = run.stdout.trim();
    assert!(
        !secret.is_empty() && !secret.contains(char::is_whitespace),
        "{secret:?}"
    );
    let list = office.done(&["token", "list"]);
    assert_eq!(list["tokens"][0]["name"], "nightly");
    assert!(!list.to_string().contains(secret));
    office.done(&["token", "revoke", "--name", "nightly"]);
    assert_eq!(office.done(&["token", "list"])["tokens"], json!([]));
    assert_eq!(
        office.problem(&["token", "revoke", "--name", "nightly"]).0,
        4
    );
}

#[test]
fn the_actor_stands_in_the_record() {
    let office = Office::with_people(1);
    office.leavers(&["p1@school.example,,,,,"]);
    office.done(&["import", "leavers.csv", "--yes", "--actor", "the registrar"]);
    let batch = &office.done(&["batch", "list"])["batches"][0];
    assert_eq!(
        (&batch["actor"], &batch["channel"]),
        (&json!("the registrar"), &json!("import"))
    );
}

#[test]
fn a_token_lists_until_when_it_is_accepted_and_its_last_use_in_words() {
    let office = Office::with_institution();
    let create = |name: &str, expires: &str| {
        let role = ["--role", "gate", "--expires", expires];
        let create = [&["token", "create", "--name", name], &role[..]].concat();
        office.json(&create)
    };
    assert_eq!(create("door", "2999-07-31").0, 0);
    assert_eq!(create("ever", "never").0, 0);
    assert_eq!(
        office.problem(&[
            "token",
            "create",
            "--name",
            "old",
            "--role",
            "gate",
            "--expires",
            "1999-01-01"
        ]),
        (2, "in-the-past".to_owned())
    );
    assert_eq!(create("when", "tomorrow").0, 2);
    let shown = office.run(&["token", "list"]).stdout;
    let cells = |name: &str| {
        let line = shown.lines().find(|line| line.starts_with(name));
        let line = line.unwrap_or_else(|| panic!("{name}: {shown}"));
        let cells = line.split("  ").map(str::trim);
        let cells: Vec<&str> = cells.filter(|cell| !cell.is_empty()).collect();
        (cells[4], cells[5])
    };
    assert_eq!(cells("door"), ("31 July 2999, 23:59:59 UTC", "never"));
    assert_eq!(cells("ever"), ("never", "never"));
    let listed = office.done(&["token", "list"]);
    assert_eq!(listed["tokens"][0]["expires"], "2999-07-31T23:59:59Z");
    assert!(listed["tokens"][1]["expires"].is_null());
}

#[test]
fn a_password_is_read_from_the_standard_input() {
    let office = Office::with_institution();
    let head = ["--email", "head@school.example"];
    office.done(&[&["admin", "add", "--role", "domain_admin"], &head[..]].concat());
    let set = |typed: &str| {
        office.file("password.txt", typed);
        let mut command = office.command(&[&["admin", "password"], &head[..]].concat());
        let file = std::fs::File::open(office.path().join("password.txt")).unwrap();
        let run = command.stdin(file).output().unwrap();
        let said = String::from_utf8_lossy(&run.stdout) + String::from_utf8_lossy(&run.stderr);
        assert!(!said.contains("open sesame"), "{said}");
        run.status.code()
    };
    assert_eq!(set("open sesame\n"), Some(2), "it is too short");
    assert_eq!(set("open sesame, please\n"), Some(0));
    let removed = office.done(&[&["admin", "password", "--remove"], &head[..]].concat());
    assert_eq!(removed["has_password"], false);
    let events = office.done(&["audit", "type:PasswordSet"])["events"].clone();
    assert_eq!(events.as_array().map(Vec::len), Some(2));
}

#[test]
fn whoever_removes_an_admin_is_told_which_tokens_go_on() {
    let office = Office::with_institution();
    let head = ["--email", "head@school.example"];
    let add = [&["admin", "add", "--role", "domain_admin"], &head[..]].concat();
    let token = |name: &str, actor: &str| {
        let create = ["token", "create", "--role", "gate", "--name", name];
        office.done(&[&create[..], &["--actor", actor]].concat());
    };
    token("of others", "somebody else");
    token("door", "head@school.example");
    token("old", "head@school.example");
    office.done(&["token", "revoke", "--name", "old"]);
    for erase in [false, true] {
        office.done(&add);
        let flags: &[&str] = if erase { &["--erase", "--yes"] } else { &[] };
        let run = office.run(&[&["admin", "remove"], &head[..], flags].concat());
        assert_eq!(run.exit, 0, "{}", run.stderr);
        assert!(run.stdout.contains("\n  door (gate)"), "{}", run.stdout);
        assert!(run.stdout.contains("`rollbook token revoke --name NAME`"));
        for other in ["of others", "old"] {
            assert!(!run.stdout.contains(other), "{}", run.stdout);
        }
    }
    assert_eq!(
        office.done(&["token", "list"])["tokens"]
            .as_array()
            .map(Vec::len),
        Some(2)
    );
}

#[test]
fn an_admin_is_erased_only_behind_a_yes() {
    let office = Office::with_institution();
    let head = ["--email", "head@school.example"];
    office.done(&[&["admin", "add", "--role", "domain_admin"], &head[..]].concat());
    let erase = [&["admin", "remove", "--erase"], &head[..]].concat();
    assert_eq!(
        office.problem(&erase),
        (2, "confirmation-needed".to_owned())
    );
    let own = [&erase[..], &["--yes", "--actor", "Head@School.example"]].concat();
    assert_eq!(office.problem(&own), (1, "own-admin".to_owned()));
    let erased = office.done(&[&erase[..], &["--yes"]].concat());
    assert_eq!(erased["erased"], true);
    let told = office.run(&["audit", "type:admin-added"]).stdout;
    assert!(told.contains("somebody who was erased"), "{told}");
    assert!(!told.contains("head@"), "{told}");
}
