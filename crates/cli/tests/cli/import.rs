//! The main job on the command line.

use serde_json::{Value, json};

use crate::office::{ACCOUNTS_HEADER, Office};

#[test]
fn r44_people_are_loaded_with_their_groups() {
    let office = Office::with_people(3);
    let account = office.done(&["account", "show", "person2"]);
    assert_eq!(account["email"], "p2@school.example");
    assert_eq!(account["user_id"], 1002);
    assert_eq!(account["groups"], json!(["Choir", "Year 9"]));
    assert_eq!(account["origin"], "manual");
    assert_eq!(office.done(&["seats"])["domain"]["in_use"], 3);
}

#[test]
fn r03_r09_r10_leavers_are_deactivated_and_leave_their_groups() {
    let office = Office::with_people(3);
    office.leavers(&[
        "p1@school.example,,,,,",
        "P2@School.example,1002,person2,S2,1,Y",
    ]);
    let applied = office.done(&["import", "leavers.csv", "--yes", "--reason", "end of term"]);
    assert_eq!(applied["effects"]["deactivate"], 2);
    assert_eq!(applied["effects"]["leave_group"], 2);
    assert_eq!(
        applied["seats"],
        json!([{ "institution": 1, "before": 3, "after": 1, "limit": null }])
    );
    assert_eq!(office.status_of("p1@school.example"), "deactivated");
    let left = office.done(&["account", "show", "person2"]);
    assert_eq!(
        (&left["status"], &left["groups"]),
        (&json!("deactivated"), &json!([]))
    );
    let stayed = office.done(&["account", "show", "person1"]);
    assert_eq!(stayed["groups"], json!(["Choir", "Year 9"]));

    let batch = office.done(&["batch", "show", applied["batch_id"].as_str().unwrap()]);
    assert_eq!(batch["reason"], "end of term");
    assert_eq!(batch["events"], applied["events"]);
    assert_eq!(
        office.done(&["batch", "list"])["batches"][0]["batch_id"],
        applied["batch_id"]
    );
}

#[test]
fn r14_a_plan_changes_nothing() {
    let office = Office::with_people(3);
    office.leavers(&["p1@school.example,,,,,y"]);
    let before = office.position();
    let plan = office.done(&["import", "leavers.csv", "--plan"]);
    assert_eq!(plan["effects"]["deactivate"], 1);
    assert_eq!(plan["stopped"], Value::Null);
    assert_eq!(plan.get("batch_id"), None, "a plan is no batch");
    assert_eq!(office.position(), before);
    assert_eq!(office.status_of("p1@school.example"), "active");
}

#[test]
fn r62_the_same_package_again_records_nothing() {
    let office = Office::with_people(3);
    office.leavers(&["p1@school.example,,,,,y", "p3@school.example,,,,,"]);
    office.done(&["import", "leavers.csv", "--yes"]);
    let (position, batches) = (office.position(), office.done(&["batch", "list"]));
    let again = office.done(&["import", "leavers.csv", "--yes"]);
    assert_eq!(
        (&again["batch_id"], &again["events"]),
        (&Value::Null, &json!(0))
    );
    assert_eq!(again["effects"]["nothing_to_do"], 2);
    assert_eq!(office.position(), position);
    assert_eq!(office.done(&["batch", "list"]), batches);

    let words = office.run(&["import", "leavers.csv", "--yes"]);
    assert!(
        words.stdout.contains("Nothing was recorded"),
        "{}",
        words.stdout
    );
}

#[test]
fn r62_a_file_works_again_once_its_effects_are_gone() {
    let office = Office::with_people(1);
    office.leavers(&["p1@school.example,,,,,"]);
    office.done(&["import", "leavers.csv", "--yes"]);
    office.done(&["account", "reactivate", "person1", "--yes"]);
    assert_eq!(
        office.done(&["import", "leavers.csv", "--yes"])["effects"]["deactivate"],
        1
    );
}

#[test]
fn r57_the_same_file_disables_enables_and_reactivates() {
    let office = Office::with_people(2);
    office.leavers(&["p1@school.example,,,,,"]);
    let act = |action: &str| {
        office.done(&["import", "leavers.csv", "--action", action, "--yes"]);
        office.status_of("person1")
    };
    assert_eq!(act("disable"), "disabled");
    assert_eq!(act("enable"), "active");
    assert_eq!(act("deactivate"), "deactivated");
    assert_eq!(act("reactivate"), "active");
}

#[test]
fn r05_r07_r11_rows_are_refused_with_reasons_and_the_others_take_effect() {
    let office = Office::with_people(4);
    office.leavers(&[
        "p1@school.example,,,,,",
        "p1@school.example,,,,,",
        "p2@school.example,,someone-else,,,y",
        "nobody@school.example,,,,,",
        "p3@school.example,1003,,,,",
        "p3@school.example,1003,,,,y",
    ]);
    let (exit, applied) = office.json(&["import", "leavers.csv", "--yes"]);
    assert_eq!(exit, 1, "done, but rows were refused");
    let refused: Vec<String> = applied["refusals"]
        .as_array()
        .unwrap()
        .iter()
        .map(refusal)
        .collect();
    assert_eq!(
        refused,
        [
            "4 username mismatched-column",
            "5 email unknown-account",
            "6 email duplicate-conflict",
            "7 email duplicate-conflict",
        ]
    );
    assert_eq!(
        (
            &applied["effects"]["deactivate"],
            &applied["effects"]["refused"]
        ),
        (&json!(1), &json!(4))
    );
    assert_eq!(office.status_of("p1@school.example"), "deactivated");
    let spared = office.done(&["account", "show", "person2"]);
    assert_eq!(spared["status"], "active");
    assert_eq!(
        spared["groups"],
        json!(["Choir", "Year 9"]),
        "nothing of a refused row takes effect"
    );
    assert_eq!(
        office.status_of("person3"),
        "active",
        "the last row does not win"
    );
}

fn refusal(refusal: &Value) -> String {
    let column = refusal["column"].as_str().unwrap_or("-");
    format!(
        "{} {column} {}",
        refusal["row"],
        refusal["code"].as_str().unwrap()
    )
}

#[test]
fn r05_a_shared_email_is_singled_out_by_another_column() {
    let office = Office::with_institution();
    let family = "family@school.example,,ada,,1,,,,\nfamily@school.example,,ben,,1,,,,\n";
    office.file("people.csv", ACCOUNTS_HEADER.to_owned() + family);
    office.done(&["import", "people.csv", "--profile", "accounts", "--yes"]);
    office.leavers(&["family@school.example,,,,,"]);
    let (exit, plan) = office.json(&["import", "leavers.csv", "--plan"]);
    assert_eq!(
        (exit, &plan["refusals"][0]["code"]),
        (1, &json!("ambiguous-account"))
    );
    office.leavers(&["family@school.example,,ben,,,"]);
    office.done(&["import", "leavers.csv", "--yes"]);
    assert_eq!(
        (office.status_of("ada"), office.status_of("ben")),
        ("active".into(), "deactivated".into())
    );
}

#[test]
fn r06_the_plan_knows_which_id_a_name_has() {
    let office = Office::with_people(1);
    office.leavers(&["p1@school.example,,,,North High,"]);
    let (exit, plan) = office.json(&["import", "leavers.csv", "--plan"]);
    assert_eq!(
        (exit, &plan["refusals"][0]["code"]),
        (1, &json!("name-for-institution"))
    );
    let message = plan["refusals"][0]["message"].as_str().unwrap();
    assert!(message.contains('1'), "{message}");
}

#[test]
fn r19_all_or_nothing_records_nothing_for_one_refused_row() {
    let office = Office::with_people(2);
    office.leavers(&["p1@school.example,,,,,", "nobody@school.example,,,,,"]);
    let before = office.position();
    let (exit, stopped) = office.json(&["import", "leavers.csv", "--yes", "--all-or-nothing"]);
    assert_eq!((exit, &stopped["stopped"]), (1, &json!("all-or-nothing")));
    assert_eq!(
        (&stopped["batch_id"], &stopped["events"]),
        (&Value::Null, &json!(0))
    );
    assert_eq!(office.position(), before);
    let (planned, _) = office.json(&["import", "leavers.csv", "--plan", "--all-or-nothing"]);
    assert_eq!(planned, exit, "a plan exits as its apply would");
}

#[test]
fn r46_rows_beyond_the_limit_are_refused_in_file_order() {
    let office = Office::with_institution();
    office.done(&["seats", "set", "1", "2"]);
    let rows = "a@school.example,,,,,,,,\nb@school.example,,,,,,,,\nc@school.example,,,,,,,,\n";
    office.file("people.csv", ACCOUNTS_HEADER.to_owned() + rows);
    let (exit, plan) = office.json(&["import", "people.csv", "--profile", "accounts", "--plan"]);
    assert_eq!(
        (exit, refusal(&plan["refusals"][0])),
        (1, "4 - seat-limit".to_owned())
    );
    let (exit, stopped) = office.json(&[
        "import",
        "people.csv",
        "--profile",
        "accounts",
        "--yes",
        "--all-or-nothing",
    ]);
    assert_eq!((exit, &stopped["stopped"]), (3, &json!("seat-limit")));
    let (exit, applied) = office.json(&["import", "people.csv", "--profile", "accounts", "--yes"]);
    assert_eq!((exit, &applied["effects"]["create"]), (1, &json!(2)));
}

#[test]
fn an_import_makes_no_ledger() {
    let office = Office::empty();
    office.leavers(&["p1@school.example,,,,,"]);
    for last in ["--plan", "--yes"] {
        let arguments = ["import", "leavers.csv", "--data", "mistyped", last];
        assert_eq!(office.problem(&arguments), (4, "no-ledger".to_owned()));
    }
    assert!(!office.path().join("mistyped").exists());
}

#[test]
fn a_plan_works_on_a_ledger_without_people() {
    let office = Office::with_institution();
    office.leavers(&["p1@school.example,,,,,"]);
    let (exit, plan) = office.json(&["import", "leavers.csv", "--plan"]);
    assert_eq!(
        (exit, &plan["refusals"][0]["code"]),
        (1, &json!("unknown-account"))
    );
}

#[test]
fn a_header_alone_has_nothing_to_do() {
    let office = Office::with_people(1);
    office.leavers(&[]);
    let before = office.position();
    let applied = office.done(&["import", "leavers.csv", "--yes"]);
    assert_eq!(
        (&applied["rows"], &applied["batch_id"]),
        (&json!(0), &Value::Null)
    );
    assert_eq!(office.position(), before);
}

#[test]
fn a_file_whose_header_swallows_its_rows_is_refused_and_not_done() {
    let office = Office::with_people(1);
    office.file("leavers.csv", "email,\"user_id\np1@school.example,\n");
    let run = office.run(&["import", "leavers.csv", "--yes"]);
    assert_eq!(run.exit, 1, "{}", run.stdout);
    assert!(run.stdout.contains("refused as a whole"), "{}", run.stdout);
}

#[test]
fn r14_words_say_what_happened() {
    let office = Office::with_people(2);
    office.leavers(&["p1@school.example,,,,,y", "nobody@school.example,,,,,"]);
    let plan = office.run(&["import", "leavers.csv", "--plan"]);
    for part in [
        "1 account will be deactivated",
        "  2 groups left\n",
        "1 seat freed",
        "1 row is refused",
        "unknown-account",
    ] {
        assert!(plan.stdout.contains(part), "{part}: {}", plan.stdout);
    }
    let done = office.run(&["import", "leavers.csv", "--yes"]);
    for part in [
        "1 account was deactivated",
        "  2 groups left\n",
        "Recorded as batch",
    ] {
        assert!(done.stdout.contains(part), "{part}: {}", done.stdout);
    }
}

/// The names of an object's fields.
fn fields(object: &Value) -> Vec<&str> {
    object
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

#[test]
fn a_plan_and_what_it_became_have_the_promised_fields() {
    let office = Office::with_people(2);
    office.leavers(&["p1@school.example,,,,,", "nobody@school.example,,,,,"]);
    let (_, plan) = office.json(&["import", "leavers.csv", "--plan"]);
    let of_plan = [
        "action",
        "changes",
        "effects",
        "files",
        "guards",
        "institutions",
        "notices",
        "plan_id",
        "position",
        "profile",
        "refusals",
        "rows",
        "seats",
        "stopped",
        "validator",
    ];
    assert_eq!(fields(&plan), of_plan);
    assert_eq!(
        fields(&plan["effects"]),
        [
            "add_class",
            "add_institution",
            "change_class",
            "change_institution",
            "change_origin",
            "change_profile",
            "create",
            "deactivate",
            "delete",
            "disable",
            "enable",
            "join_group",
            "kept",
            "leave_group",
            "nothing_to_do",
            "reactivate",
            "record_activity",
            "refused",
            "remove_class",
            "remove_institution",
        ]
    );
    assert_eq!(fields(&plan["files"][0]), ["name", "sha256"]);
    assert_eq!(
        fields(&plan["refusals"][0]),
        ["code", "column", "file", "message", "row"]
    );
    assert_eq!(
        fields(&plan["seats"][0]),
        ["after", "before", "institution", "limit"]
    );

    let (_, applied) = office.json(&["import", "leavers.csv", "--yes"]);
    let mut of_applied = [
        &of_plan[..],
        &["batch_id", "events", "first_position", "last_position"],
    ]
    .concat();
    of_applied.sort();
    assert_eq!(fields(&applied), of_applied);
    let (first, last) = (&applied["first_position"], &applied["last_position"]);
    assert_eq!(
        last.as_u64().unwrap() - first.as_u64().unwrap() + 1,
        applied["events"].as_u64().unwrap()
    );
}
