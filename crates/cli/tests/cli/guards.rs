use serde_json::{Value, json};

use crate::office::Office;

/// 120 people, and a file that deactivates 30 of them.
fn office() -> Office {
    let office = Office::with_people(120);
    let emails: Vec<String> = (1..=30)
        .map(|n| format!("p{n}@school.example,,,,,"))
        .collect();
    office.leavers(&emails.iter().map(String::as_str).collect::<Vec<_>>());
    office
}

#[test]
fn r60_a_guard_stops_before_the_first_event() {
    let office = office();
    let before = office.position();
    for arguments in [
        ["import", "leavers.csv", "--plan"],
        ["import", "leavers.csv", "--yes"],
    ] {
        let (exit, stopped) = office.json(&arguments);
        assert_eq!(exit, 3, "{arguments:?}");
        assert_eq!(stopped["stopped"], "share-of-domain");
        let codes: Vec<&Value> = stopped["guards"]
            .as_array()
            .unwrap()
            .iter()
            .map(|guard| &guard["code"])
            .collect();
        assert_eq!(codes, ["share-of-domain", "share-of-institution"]);
        assert_eq!(
            (
                &stopped["guards"][0]["limit"],
                &stopped["guards"][0]["actual"]
            ),
            (&json!(24), &json!(30))
        );
    }
    assert_eq!(office.position(), before);
    let words = office.run(&["import", "leavers.csv", "--yes"]);
    assert!(
        words.stdout.contains("--override-guards"),
        "{}",
        words.stdout
    );
}

#[test]
fn r60_an_override_names_a_reason_that_is_recorded() {
    let office = office();
    let arguments = [
        "import",
        "leavers.csv",
        "--override-guards",
        "the school has closed",
    ];
    let plan = office.done(&[&arguments[..], &["--plan"]].concat());
    assert_eq!(
        plan["stopped"],
        Value::Null,
        "a plan says what its apply would do"
    );
    let applied = office.done(&[&arguments[..], &["--yes"]].concat());
    assert_eq!(applied["effects"]["deactivate"], 30);
    let batch = office.done(&["batch", "show", applied["batch_id"].as_str().unwrap()]);
    assert_eq!(batch["override_reason"], "the school has closed");
}

#[test]
fn r60_an_override_without_a_reason_is_refused_by_a_plan_as_by_its_apply() {
    let office = office();
    for last in ["--plan", "--yes"] {
        let arguments = ["import", "leavers.csv", "--override-guards", " ", last];
        assert_eq!(office.problem(&arguments), (2, "invalid".to_owned()));
    }
}

#[test]
fn r60_limits_are_settings() {
    let office = office();
    office.file("rollbook.toml", "[guards]\nshare_percent = 25\n");
    let applied = office.done(&[
        "import",
        "leavers.csv",
        "--yes",
        "--config",
        "rollbook.toml",
    ]);
    assert_eq!(applied["effects"]["deactivate"], 30);
}
