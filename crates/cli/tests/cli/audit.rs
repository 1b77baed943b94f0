//! The log, searched on the command line.

use serde_json::Value;

use crate::office::Office;

fn kinds(list: &Value) -> Vec<&str> {
    let events = list["events"].as_array().unwrap().iter();
    events
        .map(|event| event["type"].as_str().unwrap())
        .collect()
}

/// Person 1 is disabled by bob, and everybody is listed as a leaver.
fn eventful() -> Office {
    let office = Office::with_people(2);
    let disable = [
        "account",
        "disable",
        "person1",
        "--yes",
        "--reason",
        "summer break",
    ];
    office.done(&[&disable[..], &["--actor", "bob"]].concat());
    office.leavers(&["p1@school.example,,,,,y", "p2@school.example,,,,,"]);
    office.done(&["import", "leavers.csv", "--yes", "--reason", "end of year"]);
    office
}

#[test]
fn events_are_found_newest_first_and_page_by_page() {
    let office = eventful();
    let found = office.done(&["audit", "type:deactivated type:disabled", "--count"]);
    assert_eq!(
        kinds(&found),
        [
            "AccountDeactivated",
            "AccountDeactivated",
            "AccountDisabled"
        ]
    );
    assert_eq!(found["count"], 3);
    let page = office.done(&["audit", "--limit", "2"]);
    let next = page["next"].as_str().unwrap();
    let behind = office.done(&["audit", "--limit", "2", "--cursor", next]);
    let position = |list: &Value, index: usize| list["events"][index]["position"].as_u64().unwrap();
    assert_eq!(position(&page, 0), office.position());
    assert_eq!(position(&behind, 0), position(&page, 1) - 1);
    let back = behind["previous"].as_str().unwrap();
    let again = office.done(&["audit", "--limit", "2", "--cursor", back]);
    assert_eq!(again["events"], page["events"]);
    let excluded = office.done(&["audit", "-actor:bob", "--since", "2", "--order", "asc"]);
    assert_eq!(kinds(&excluded)[0], "InstitutionAdded");
    assert!(!kinds(&excluded).contains(&"AccountDisabled"));
}

#[test]
fn r51_people_read_sentences() {
    let office = eventful();
    let run = office.run(&["audit", "actor:BOB"]);
    let line = run.stdout.lines().nth(1).unwrap();
    assert!(
        line.ends_with("bob disabled p1@school.example, giving the reason “summer break”."),
        "{line}"
    );
    let run = office.run(&["audit", "type:deactivated p1@school.example"]);
    assert_eq!((run.exit, run.stdout.as_str()), (0, "no event fits\n"));
    let run = office.run(&[
        "audit",
        "account:p2@school.example",
        "--limit",
        "1",
        "--count",
    ]);
    assert!(
        run.stdout.contains("for row 3 of leavers.csv"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("\n4 events in all\n"), "{}", run.stdout);
    assert!(
        run.stdout.contains("There are more: --cursor "),
        "{}",
        run.stdout
    );
}

#[test]
fn events_are_written_as_files() {
    let office = eventful();
    let head = office.position();
    let csv = office.run(&["audit", "--csv"]);
    assert_eq!(csv.exit, 0, "{}", csv.stderr);
    assert!(
        csv.stdout
            .starts_with("position,at,type,actor,channel,reason,")
    );
    assert_eq!(csv.stdout.lines().count() as u64, head + 2);
    let lines = office.run(&["audit", "--ndjson", "--order", "asc", "--limit", "3"]);
    let events: Vec<Value> = lines
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let positions: Vec<_> = events.iter().map(|event| &event["position"]).collect();
    assert_eq!(positions, [0, 1, 2]);
    let twice = (2, "format-twice".to_owned());
    assert_eq!(office.problem(&["audit", "--csv"]), twice);
}

#[test]
fn an_account_tells_its_history_also_as_of_the_past() {
    let office = eventful();
    let before_leaving = office.position() - 3;
    let history = office.done(&["account", "history", "person1"]);
    let told = [
        "AccountCreated",
        "GroupJoined",
        "GroupJoined",
        "AccountDisabled",
        "AccountDeactivated",
        "GroupLeft",
        "GroupLeft",
    ];
    let mut kinds_told = kinds(&history);
    kinds_told[5..].sort_unstable();
    assert_eq!(kinds_told.len(), told.len(), "{kinds_told:?}");
    assert_eq!(kinds_told[..4], told[..4]);
    let at = before_leaving.to_string();
    let early = office.done(&["account", "history", "p1@school.example", "--as-of", &at]);
    assert!(kinds(&early).len() < told.len());
    assert_eq!(
        office.problem(&["account", "history", "person1", "--as-of", "1"]),
        (4, "unknown-account".to_owned())
    );
}

#[test]
fn a_query_that_is_not_understood_is_told_with_its_place() {
    let office = eventful();
    let run = office.run(&["audit", "type:disabled nonsense:1"]);
    assert_eq!(run.exit, 2);
    assert!(run.stderr.contains("at character 15"), "{}", run.stderr);
    assert!(
        run.stderr.contains("type, actor, institution"),
        "{}",
        run.stderr
    );
}
