//! `rollbook reverse` and `rollbook replay`: plan, ask, apply (R14, R52–R54).

use serde_json::{Value, json};

use crate::office::Office;

/// Deactivates persons 1 to 3 of ten, and tells the batch.
fn leave(office: &Office) -> String {
    office.leavers(&[
        "p1@school.example,,,,,Y",
        "p2@school.example,,,,,",
        "p3@school.example,,,,,",
    ]);
    let override_guards = ["--override-guards", "a test"];
    let import = [&["import", "leavers.csv", "--yes"][..], &override_guards].concat();
    let applied = office.done(&import);
    applied["batch_id"].as_str().unwrap().to_owned()
}

fn by_hand(office: &Office, who: &str) {
    for verb in ["reactivate", "deactivate"] {
        let arguments = ["account", verb, who, "--yes", "--actor", "bob"];
        office.done(&arguments);
    }
}

#[test]
fn r14_r52_a_plan_is_shown_and_records_nothing() {
    let office = Office::with_people(10);
    let batch = leave(&office);
    by_hand(&office, "person2");
    let before = office.position();
    let planned = office.done(&["reverse", &batch, "--plan"]);
    assert_eq!(planned["effects"]["reactivate"], 2);
    assert_eq!(planned["effects"]["join_group"], 2);
    assert_eq!(planned["effects"]["kept"], 1);
    assert_eq!(planned["batch_id"], Value::Null);
    let words = office.run(&["reverse", &batch, "--plan"]);
    assert_eq!(words.exit, 0, "{}", words.stderr);
    for part in [
        "2 accounts will be reactivated",
        "2 groups joined",
        "2 seats taken",
        "1 thing is kept as it is, because something else has changed it since",
        "bob deactivated it since",
    ] {
        assert!(words.stdout.contains(part), "{part}: {}", words.stdout);
    }
    assert_eq!(office.position(), before);
    assert_eq!(
        office.problem(&["reverse", &batch]),
        (2, "confirmation-needed".to_owned())
    );
}

#[test]
fn r52_r53_r54_a_batch_is_taken_back_given_again_and_listed() {
    let office = Office::with_people(10);
    let batch = leave(&office);
    by_hand(&office, "person2");
    let reversed = office.done(&["reverse", &batch, "--yes", "--reason", "wrong list"]);
    assert_eq!(reversed["events"], 5);
    let reversal = reversed["batch_id"].as_str().unwrap();
    let told = office.done(&["batch", "show", reversal]);
    assert_eq!(told["outcomes"][0]["label"], "p2@school.example");
    assert_eq!(told["outcomes_left_out"], 0);
    let words = office.run(&["batch", "show", reversal]).stdout;
    let kept = words
        .lines()
        .find(|line| line.contains("p2@school.example"));
    let says_who = kept.is_some_and(|line| line.contains("bob deactivated it since"));
    assert!(words.contains("\nKept:\n") && says_who, "{words}");
    let forced = office.done(&["reverse", &batch, "--yes", "--force", "person2"]);
    assert_eq!(forced["outcomes"][0]["code"], "forced");
    let nothing = office.run(&["reverse", &batch, "--yes"]);
    assert_eq!(nothing.exit, 0);
    assert!(
        nothing.stdout.contains("Nothing to do"),
        "{}",
        nothing.stdout
    );
    let is_told = |office: &Office| {
        let words = office.run(&["batch", "show", &batch]).stdout;
        words.contains("taken back")
    };
    assert!(is_told(&office));
    let replay = ["replay", &batch, "--yes", "--override-guards", "a test"];
    let replayed = office.done(&replay);
    assert_eq!(replayed["effects"]["deactivate"], 3);
    let list = office.done(&["batch", "list"]);
    let kinds: Vec<&Value> = list["batches"]
        .as_array()
        .unwrap()
        .iter()
        .map(|batch| &batch["kind"])
        .collect();
    assert_eq!(
        kinds,
        ["replay", "reversal", "reversal", "import", "import"]
    );
    let shown = office.done(&["batch", "show", reversal]);
    assert_eq!(
        (&shown["of_batch"], &shown["channel"]),
        (&json!(batch), &json!("cli"))
    );
    assert!(!is_told(&office), "it was given again since");
}

#[test]
fn r52_an_event_and_what_a_search_finds_are_taken_back() {
    let office = Office::with_people(10);
    let disabled = office.done(&["account", "disable", "person4", "--yes"]);
    let position = disabled["position"].to_string();
    let reversed = office.run(&["reverse", "--event", &position, "--yes"]);
    assert_eq!(reversed.exit, 0, "{}", reversed.stderr);
    let heading = format!("Take back event {position}:");
    assert!(reversed.stdout.contains(&heading), "{}", reversed.stdout);
    by_hand(&office, "person5");
    let query = ["reverse", "--query", "actor:bob", "--yes"];
    let reversed = office.done(&query);
    assert_eq!(
        (&reversed["events"], &reversed["effects"]["reactivate"]),
        (&json!(2), &json!(1))
    );
    assert_eq!(office.done(&query)["events"], 0);
    let limit = office.done(&["seats", "set", "domain", "10"]);
    assert_eq!(limit["domain"]["limit"], 10);
    let limits = office.done(&["reverse", "--query", "type:SeatLimitSet", "--yes"]);
    assert_eq!(limits["outcomes"][0]["label"], "the domain");
    assert_eq!(office.done(&["seats"])["domain"]["limit"], Value::Null);
}

#[test]
fn r52_what_is_refused_says_what_to_do_and_exits_with_1() {
    let office = Office::with_people(3);
    let people = office.done(&["batch", "list"]);
    let people = people["batches"][0]["batch_id"].as_str().unwrap();
    let words = office.run(&["reverse", people, "--plan"]);
    assert_eq!(words.exit, 1, "{}", words.stdout);
    for part in [
        "group-stays",
        "3 accounts will be deactivated",
        "6 groups left",
    ] {
        assert!(words.stdout.contains(part), "{part}: {}", words.stdout);
    }
}

#[test]
fn r52_r60_every_failure_has_its_exit() {
    let office = Office::with_people(120);
    let people = office.done(&["batch", "list"]);
    let people = people["batches"][0]["batch_id"].as_str().unwrap();
    let (exit, stopped) = office.json(&["reverse", people, "--yes"]);
    assert_eq!((exit, &stopped["stopped"]), (3, &json!("share-of-domain")));
    let words = office.run(&["reverse", people, "--yes"]);
    assert!(
        words.stdout.contains("--override-guards"),
        "{}",
        words.stdout
    );
    let nobody = "01890000-0000-7000-8000-000000000000";
    for (arguments, exit, code) in [
        (&["reverse", nobody, "--yes"][..], 4, "not-found"),
        (&["replay", nobody, "--yes"], 4, "not-found"),
        (&["reverse", "--event", "9999", "--yes"], 4, "not-found"),
        (
            &["reverse", "--query", "type:deleted", "--yes"],
            2,
            "invalid",
        ),
        (
            &["reverse", people, "--force", "nobody", "--yes"],
            4,
            "unknown-account",
        ),
        (&["reverse", "no-id", "--yes"], 2, "usage"),
        (&["reverse", "--yes"], 2, "usage"),
        (&["reverse", people, "--event", "1", "--yes"], 2, "usage"),
        (&["reverse", people, "--yes", "--reason", " "], 2, "invalid"),
    ] {
        assert_eq!(
            office.problem(arguments),
            (exit, code.to_owned()),
            "{arguments:?}"
        );
    }
}
