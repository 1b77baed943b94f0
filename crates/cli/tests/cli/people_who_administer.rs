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
    let link = office.done(&["admin", "link", "--email", "head@school.example"]);
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
