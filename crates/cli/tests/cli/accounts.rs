use serde_json::json;

use crate::office::Office;

fn emails(office: &Office, arguments: &[&str]) -> Vec<String> {
    let list = office.done(&[&["accounts"], arguments].concat());
    let accounts = list["accounts"].as_array().unwrap().iter();
    accounts
        .map(|account| account["email"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn r58_an_account_is_added_and_shown_by_every_name_that_it_has() {
    let office = Office::with_institution();
    let added = office.done(&[
        "account",
        "add",
        "--email",
        "ada@school.example",
        "--username",
        "ada",
        "--user-id",
        "77",
        "--sis-id",
        "S-77",
        "--first-name",
        "Ada",
        "--last-name",
        "Byron",
    ]);
    assert_eq!(added["outcome"], "recorded");
    let id = added["account_id"].as_str().unwrap();
    for who in [id, "ADA@school.example", "Ada", "user_id:77", "sis_id:S-77"] {
        let shown = office.done(&["account", "show", who]);
        assert_eq!(shown["account_id"], id, "{who}");
        assert_eq!(shown["last_name"], "Byron");
    }
    let words = office.run(&["account", "show", "ada"]);
    assert!(words.stdout.contains("Ada Byron"), "{}", words.stdout);
}

#[test]
fn r58_columns_are_set_and_cleared() {
    let office = Office::with_people(1);
    fn set<'a>(more: &[&'a str]) -> Vec<&'a str> {
        [&["account", "set", "person1"], more].concat()
    }
    let changed = office.done(&set(&["--nickname", "'=Bo", "--last-name", ""]));
    assert_eq!(
        (
            &changed["outcome"],
            &changed["nickname"],
            &changed["last_name"]
        ),
        (&json!("recorded"), &json!("=Bo"), &json!(null))
    );
    let again = office.run(&set(&["--nickname", "=Bo"]));
    assert!(
        again.exit == 0 && again.stdout.starts_with("nothing to do"),
        "{}",
        again.stdout
    );
    assert_eq!(office.problem(&set(&[])), (2, "usage".to_owned()));
    assert_eq!(
        office.problem(&set(&["--email", "", "--username", ""])),
        (2, "invalid".to_owned())
    );
    assert_eq!(
        office.problem(&set(&["--institution", "9"])),
        (4, "unknown-institution".to_owned())
    );
    assert_eq!(
        office.done(&set(&["--username", "bo", "--reason", "as asked"]))["username"],
        "bo"
    );
}

#[test]
fn r40_the_list_shows_active_accounts_and_others_when_asked() {
    let office = Office::with_people(3);
    office.done(&["account", "disable", "person1", "--yes"]);
    office.done(&["account", "deactivate", "person2", "--yes"]);
    assert_eq!(emails(&office, &[]), ["p3@school.example"]);
    assert_eq!(
        emails(&office, &["--status", "disabled"]),
        ["p1@school.example"]
    );
    assert_eq!(
        emails(&office, &["--status", "disabled", "deactivated"]).len(),
        2
    );
    assert_eq!(
        emails(&office, &["--status", "active,disabled,deactivated"]).len(),
        3
    );
    assert_eq!(
        emails(&office, &["--search", "last3"]),
        ["p3@school.example"]
    );
    assert!(emails(&office, &["--institution", "2"]).is_empty());
    let words = office.run(&["accounts", "--status", "deactivated"]);
    assert!(
        words.stdout.contains("deactivated  First2 Last2"),
        "{}",
        words.stdout
    );
}

#[test]
fn pages_follow_each_other_without_a_gap() {
    let office = Office::with_people(5);
    let mut seen = Vec::new();
    let mut cursor: Option<String> = None;
    for _ in 0..5 {
        let mut arguments = vec!["accounts", "--limit", "2"];
        arguments.extend(cursor.iter().flat_map(|cursor| ["--cursor", cursor]));
        let page = office.done(&arguments);
        seen.extend(
            page["accounts"]
                .as_array()
                .unwrap()
                .iter()
                .map(|account| account["user_id"].as_u64()),
        );
        cursor = page["next"].as_str().map(str::to_owned);
        if cursor.is_none() {
            break;
        }
    }
    seen.sort();
    assert_eq!(seen, (1001..=1005).map(Some).collect::<Vec<_>>());
}

#[test]
fn groups_are_joined_and_left() {
    let office = Office::with_people(1);
    office.done(&["group", "add", "Chess", "--institution", "1"]);
    let joined = office.done(&["group", "join", "person1", "Chess"]);
    assert_eq!(joined["groups"], json!(["Choir", "Year 9", "Chess"]));
    assert_eq!(
        office.done(&["group", "join", "person1", "Chess"])["outcome"],
        "nothing-to-do"
    );
    let left = office.done(&["group", "leave", "person1", "Choir"]);
    assert_eq!(left["groups"], json!(["Year 9", "Chess"]));
    let groups = office.done(&["group", "list", "--institution", "1"]);
    let chess = groups["groups"]
        .as_array()
        .unwrap()
        .iter()
        .find(|group| group["name"] == "Chess");
    assert_eq!(chess.unwrap()["members"], 1);
    assert_eq!(office.problem(&["group", "join", "person1", "Latin"]).0, 4);
}

#[test]
fn r45_seats_are_counted_and_limited_per_institution_and_domain() {
    let office = Office::with_people(3);
    office.done(&[
        "institution",
        "add",
        "--name",
        "South High",
        "--id",
        "7",
        "--seats",
        "5",
    ]);
    office.done(&["seats", "set", "domain", "100"]);
    let seats = office.done(&["seats"]);
    assert_eq!(seats["domain"], json!({ "in_use": 3, "limit": 100 }));
    assert_eq!(
        seats["seats"],
        json!([
            { "institution": 1, "name": "North High", "in_use": 3, "limit": null },
            { "institution": 7, "name": "South High", "in_use": 0, "limit": 5 },
        ])
    );
    office.done(&["seats", "set", "7", "unlimited"]);
    let tight = office.done(&["seats", "set", "1", "2"]);
    assert_eq!(tight["notes"][0]["code"], "limit-below-use");
    let message = tight["notes"][0]["message"].as_str().unwrap();
    let named = "North High (institution 1) uses 3 seats and may use 2";
    assert!(message.starts_with(named), "{message}");
    let told = office.run(&["seats", "set", "domain", "1"]).stderr;
    assert!(told.contains("the domain uses 3 seats"), "{told}");
    let wide = office.done(&["seats", "set", "domain", "100"]);
    assert_eq!(wide["notes"], json!([]));
    let words = office.run(&["seats"]);
    assert!(words.stdout.contains("unlimited"), "{}", words.stdout);
    let list = office.done(&["institution", "list"]);
    assert_eq!(list["institutions"][1]["limit"], json!(null));
}
