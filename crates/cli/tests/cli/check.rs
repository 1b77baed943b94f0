use std::fs;
use std::path::Path;

use serde_json::json;

use crate::office::Office;

/// R01 to R12, as far as a file alone can tell.
const WITH_MISTAKES: &str = "\
email,user_id,username,sis_id,institution,remove_from_group
ada@school.example,1001,,,1,y
grace@school,abc,,,,
,,grace,,,
mary@school.example,,,,North High,
 jean@school.example ,,,,,maybe
ada@school.example,1001,,,1,y
";

/// Codes with the rows and columns that they stand at.
fn found(report: &serde_json::Value) -> Vec<String> {
    let notices = report["files"][0]["notices"].as_array().unwrap().iter();
    let place = |notice: &serde_json::Value| {
        let column = notice["column"].as_str().unwrap_or("-");
        format!(
            "{} {column} {}",
            notice["row"],
            notice["code"].as_str().unwrap()
        )
    };
    notices.map(place).collect()
}

#[test]
fn r04_r05_r06_r08_mistakes_are_told_by_row_and_column() {
    let office = Office::empty();
    office.file("leavers.csv", WITH_MISTAKES);
    let (exit, report) = office.json(&["check", "leavers.csv"]);
    assert_eq!(exit, 1, "rows have errors");
    assert_eq!(
        found(&report),
        [
            "3 user_id id-malformed",
            "4 email email-missing",
            "5 institution institution-not-an-id",
            "6 remove_from_group flag-malformed",
            "6 email spaces-trimmed",
            "7 email duplicate-row",
        ]
    );
    let file = &report["files"][0];
    let numbers = json!([
        file["rows"],
        file["accepted"],
        file["refused"],
        file["bytes"]
    ]);
    assert_eq!(numbers, json!([6, 2, 4, WITH_MISTAKES.len()]));
    assert_eq!(
        (&report["profile"], &report["ok"]),
        (&json!("benchprep"), &json!(false))
    );
    assert_eq!(file["sha256"].as_str().map(str::len), Some(64));
}

/// The whole object, as scripts see it.
#[test]
fn the_report_is_as_it_was() {
    let office = Office::empty();
    office.file("leavers.csv", WITH_MISTAKES);
    let (_, report) = office.json(&["check", "leavers.csv"]);
    let report = serde_json::to_string_pretty(&report).unwrap() + "\n";
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/check.json");
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        fs::write(&golden, &report).unwrap();
    }
    assert_eq!(
        report,
        fs::read_to_string(&golden).unwrap(),
        "UPDATE_GOLDENS=1 writes it anew"
    );
}

#[test]
fn check_needs_no_ledger_and_makes_none() {
    let office = Office::empty();
    office.file("leavers.csv", "email\nada@school.example\n");
    office.done(&["check", "leavers.csv"]);
    assert!(!office.path().join("rollbook-data").exists());
}

#[test]
fn what_cannot_be_read_exits_with_2_and_is_still_reported() {
    let office = Office::empty();
    office.file("empty.csv", "");
    office.file("latin.csv", b"email\nren\xe9@school.example\n");
    for (name, code) in [("empty.csv", "file-empty"), ("latin.csv", "not-utf8")] {
        let (exit, report) = office.json(&["check", name]);
        assert_eq!(exit, 2, "{name}");
        assert_eq!(report["files"][0]["counts"][code], 1, "{name}");
        assert_eq!(report["ok"], false, "{name}");
    }
}

#[test]
fn a_refused_header_refuses_all_rows() {
    let office = Office::empty();
    office.file("names.csv", "first,last\nAda,Byron\nGrace,Hopper\n");
    let (exit, report) = office.json(&["check", "names.csv", "--profile", "benchprep"]);
    assert_eq!(exit, 1);
    assert_eq!(report["files"][0]["refused"], 2);
}

#[test]
fn several_files_are_reported_in_the_order_of_their_names() {
    let office = Office::empty();
    office.file("b.csv", "email\nb@school.example\n");
    office.file("a.csv", "email\na@school.example\n");
    let report = office.done(&["check", "b.csv", "a.csv"]);
    assert_eq!(
        (&report["files"][0]["name"], &report["files"][1]["name"]),
        (&json!("a.csv"), &json!("b.csv"))
    );
}

#[test]
fn words_name_row_column_and_repair() {
    let office = Office::empty();
    office.file("leavers.csv", WITH_MISTAKES);
    let run = office.run(&["check", "leavers.csv"]);
    assert_eq!(run.exit, 1);
    for part in [
        "leavers.csv: 6 rows, 2 accepted, 4 refused",
        "email-missing",
        "Fill in the email",
    ] {
        assert!(run.stdout.contains(part), "{part}: {}", run.stdout);
    }
    assert_eq!(run.stderr, "", "no progress in a pipe");
}

#[test]
fn the_verdict_fits_what_was_accepted() {
    let office = Office::empty();
    for (content, verdict) in [
        ("email\n", "There are no rows"),
        ("email\nada\n", "Nothing is accepted"),
        (
            "email\nada\nada@school.example\n",
            "Not all rows are accepted",
        ),
        ("email\nada@school.example\n", "Ready to import"),
    ] {
        office.file("leavers.csv", content);
        let run = office.run(&["check", "leavers.csv", "--profile", "benchprep"]);
        let last = run.stdout.lines().last().unwrap_or_default();
        assert!(last.starts_with(verdict), "{content:?}: {last}");
    }
}

#[test]
fn what_a_file_holds_cannot_speak_to_the_terminal() {
    let office = Office::empty();
    office.file("\u{1b}[2J.csv", "email,\u{1b}[2J\nada@school.example,x\n");
    let run = office.run(&["check", "\u{1b}[2J.csv"]);
    assert!(run.stdout.contains("[2J.csv: 1 row"), "{:?}", run.stdout);
    assert!(!run.stdout.contains('\u{1b}'), "{:?}", run.stdout);
}
