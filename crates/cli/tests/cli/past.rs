//! Questions about the past, on the command line (R47, R50).

use serde_json::{Value, json};

use crate::office::Office;

/// Person 1 is disabled, then called something else.
fn history() -> (Office, [u64; 3]) {
    let office = Office::with_people(2);
    let loaded = office.position();
    office.done(&["account", "disable", "person1", "--yes"]);
    let disabled = office.position();
    office.done(&["account", "set", "person1", "--username", "somebody"]);
    let renamed = office.position();
    (office, [loaded, disabled, renamed])
}

#[test]
fn r50_who_is_meant_is_found_out_as_of_the_moment() {
    let (office, [loaded, disabled, renamed]) = history();
    let shown = |who: &str, at: u64| {
        let at = at.to_string();
        let account = office.done(&["account", "show", who, "--as-of", &at]);
        (account["status"].clone(), account["username"].clone())
    };
    assert_eq!(
        shown("person1", loaded),
        (json!("active"), json!("person1"))
    );
    assert_eq!(
        shown("person1", disabled),
        (json!("disabled"), json!("person1"))
    );
    assert_eq!(
        shown("somebody", renamed),
        (json!("disabled"), json!("somebody"))
    );
    assert_eq!(shown("p1@school.example", loaded).0, json!("active"));
    for (who, at) in [("somebody", loaded), ("person1", renamed), ("person1", 1)] {
        let asked = ["account", "show", who, "--as-of", &at.to_string()];
        assert_eq!(
            office.problem(&asked),
            (4, "unknown-account".to_owned()),
            "{asked:?}"
        );
    }
}

#[test]
fn r50_lists_seats_and_exports_are_told_as_of_a_moment() {
    let (office, [loaded, disabled, _]) = history();
    let at = |position: u64| position.to_string();
    let listed = |arguments: &[&str]| {
        let list = office.done(&[&["accounts"], arguments].concat());
        list["accounts"].as_array().unwrap().len()
    };
    assert_eq!(listed(&["--as-of", &at(loaded)]), 2);
    assert_eq!(listed(&["--as-of", &at(disabled)]), 1);
    assert_eq!(
        listed(&["--as-of", &at(disabled), "--status", "disabled"]),
        1
    );
    assert_eq!(listed(&["--as-of", &at(loaded), "--search", "somebody"]), 0);
    assert_eq!(listed(&["--as-of", &at(loaded), "--search", "person1"]), 1);
    let seats =
        |position| office.done(&["seats", "--as-of", &at(position)])["domain"]["in_use"].clone();
    assert_eq!((seats(loaded), seats(disabled)), (json!(2), json!(1)));
    let then = office.run(&["export", "accounts", "--as-of", &at(loaded)]);
    assert!(
        then.stdout
            .contains("person1,S1,1,First1,Last1,S,Choir|Year 9,active,manual"),
        "{}",
        then.stdout
    );
    let now = office.run(&["export", "accounts"]);
    assert!(
        now.stdout
            .contains("somebody,S1,1,First1,Last1,S,Choir|Year 9,disabled,manual"),
        "{}",
        now.stdout
    );
}

#[test]
fn r47_seats_over_time() {
    let (office, [loaded, disabled, _]) = history();
    let history = office.done(&["seats", "--history", "--institution", "domain"]);
    let steps = history["steps"].as_array().unwrap();
    let told = |step: &Value| {
        (
            step["position"].clone(),
            step["in_use"].clone(),
            step["institution"].clone(),
        )
    };
    let told: Vec<_> = steps.iter().map(told).collect();
    assert_eq!(
        told,
        [
            (json!(loaded), json!(2), Value::Null),
            (json!(disabled), json!(1), Value::Null)
        ]
    );
    assert!(steps[0]["batch"].is_string() && steps[1]["batch"].is_null());
    let words = office.run(&["seats", "--history"]).stdout;
    assert_eq!(words.lines().count(), 3, "{words}");
    let none = office.run(&["seats", "--history", "--until", "2020-01-01"]);
    assert_eq!(
        (none.exit, none.stdout.as_str()),
        (0, "nothing changed how many seats are in use\n")
    );
}

#[test]
fn r50_a_moment_that_is_not_understood_or_lies_ahead_is_refused() {
    let office = Office::with_people(1);
    for command in [
        &["account", "show", "person1"][..],
        &["accounts"],
        &["seats"],
        &["export", "accounts", "--out", "a.csv"],
    ] {
        let asked = |at: &str| office.problem(&[command, &["--as-of", at]].concat());
        assert_eq!(asked("yesterday"), (2, "usage".to_owned()), "{command:?}");
        assert_eq!(
            asked("1000"),
            (2, "in-the-future".to_owned()),
            "{command:?}"
        );
        assert_eq!(
            asked("9999-12-31"),
            (2, "in-the-future".to_owned()),
            "{command:?}"
        );
    }
}

#[test]
fn r51_why_is_told_as_an_administrator_would_say_it() {
    let office = Office::with_people(2);
    office.leavers(&["p1@school.example,,,,,"]);
    office.done(&[
        "--actor",
        "amy",
        "import",
        "leavers.csv",
        "--yes",
        "--reason",
        "moved away",
    ]);
    let why = office.done(&["account", "why", "person1"]);
    let sentence = why["sentence"].as_str().unwrap();
    assert!(
        sentence.starts_with("amy deactivated this account on "),
        "{sentence}"
    );
    assert!(
        sentence.contains(" by row 2 of leavers.csv (batch "),
        "{sentence}"
    );
    assert!(sentence.ends_with(": moved away"), "{sentence}");
    assert_eq!(
        (&why["status"], &why["event"]["type"]),
        (&json!("deactivated"), &json!("AccountDeactivated"))
    );
    assert_eq!(why["batch"], why["event"]["batch"]);
    let words = office.run(&["account", "why", "person1"]).stdout;
    assert_eq!(words, format!("deactivated: {sentence}\n"));
    let before = why["event"]["position"].as_u64().unwrap() - 1;
    let then = office.done(&["account", "why", "person1", "--as-of", &before.to_string()]);
    assert_eq!(
        (&then["status"], &then["event"]["type"]),
        (&json!("active"), &json!("AccountCreated"))
    );
}
