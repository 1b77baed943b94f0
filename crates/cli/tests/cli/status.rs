//! Single commands, as the status and command tables say.

use serde_json::{Value, json};

use crate::office::Office;

#[test]
fn r40_disable_enable_deactivate_reactivate() {
    let office = Office::with_people(1);
    let steps = [
        ("disable", "disabled"),
        ("enable", "active"),
        ("deactivate", "deactivated"),
        ("reactivate", "active"),
    ];
    for (verb, status) in steps {
        let changed = office.done(&["account", verb, "person1", "--yes", "--reason", "why not"]);
        assert_eq!(
            (&changed["status"], &changed["outcome"]),
            (&json!(status), &json!("recorded"))
        );
        assert_eq!(changed["takes_seat"], status == "active");
    }
}

#[test]
fn r10_nothing_to_do_records_nothing_and_says_so() {
    let office = Office::with_people(1);
    office.done(&["account", "deactivate", "person1", "--yes"]);
    let before = office.position();
    let again = office.done(&["account", "deactivate", "person1", "--yes"]);
    assert_eq!(
        (&again["outcome"], &again["position"]),
        (&json!("nothing-to-do"), &Value::Null)
    );
    assert_eq!(office.position(), before);
    let words = office.run(&["account", "deactivate", "person1", "--yes"]);
    assert_eq!(
        words.stdout,
        "nothing to do: p1@school.example is deactivated already\n"
    );
}

#[test]
fn refusals_name_the_command_that_would_help() {
    let office = Office::with_people(2);
    office.done(&["account", "deactivate", "person1", "--yes"]);
    office.done(&["account", "disable", "person2", "--yes"]);
    let before = office.position();
    let refused = |verb: &str, who: &str| office.problem(&["account", verb, who, "--yes"]);
    assert_eq!(
        refused("disable", "person1"),
        (1, "reactivate-first".to_owned())
    );
    assert_eq!(
        refused("enable", "person1"),
        (1, "reactivate-instead".to_owned())
    );
    assert_eq!(
        refused("reactivate", "person2"),
        (1, "enable-instead".to_owned())
    );
    assert_eq!(office.position(), before);
}

#[test]
fn r13_reactivation_gives_everything_back() {
    let office = Office::with_people(1);
    let before = office.done(&["account", "show", "person1"]);
    office.done(&["account", "deactivate", "person1", "--yes"]);
    office.done(&["account", "reactivate", "person1", "--yes"]);
    let mut after = office.done(&["account", "show", "person1"]);
    // What was modified by hand is no stub any more; the version counts on.
    for moved in ["version", "stub"] {
        after[moved] = before[moved].clone();
    }
    assert_eq!(after, before);
}

#[test]
fn r46_a_single_command_beyond_the_limit_stops() {
    let office = Office::with_people(2);
    office.done(&["account", "disable", "person1", "--yes"]);
    office.done(&["seats", "set", "1", "1"]);
    let (exit, problem) = office.json(&["account", "enable", "person1", "--yes"]);
    assert_eq!((exit, &problem["code"]), (3, &json!("seat-limit")));
    let detail = problem["detail"].as_str().unwrap();
    let told = "no seat is free: North High (institution 1) uses 1 and may use 1;";
    assert!(detail.starts_with(told), "{detail}");
}

#[test]
fn an_unknown_or_ambiguous_account_exits_with_4() {
    let office = Office::with_institution();
    for username in ["ada", "ben"] {
        office.done(&[
            "account",
            "add",
            "--email",
            "family@school.example",
            "--username",
            username,
        ]);
    }
    let (_, problem) = office.json(&["account", "show", "family@school.example"]);
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("with the user_ids 1, 2:"), "{detail}");
    let problem = office.problem(&["account", "show", "nobody@school.example"]);
    assert_eq!(problem, (4, "unknown-account".to_owned()));
    for arguments in [
        &["account", "show", "family@school.example"][..],
        &["account", "deactivate", "family@school.example", "--yes"],
    ] {
        assert_eq!(
            office.problem(arguments),
            (4, "ambiguous-account".to_owned())
        );
    }
}
