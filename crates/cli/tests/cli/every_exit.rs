//! With `--format json` every exit prints exactly one object on stdout, and nothing in the wrong place.

use crate::office::Office;

/// Command lines that fail, with their exit codes and the codes of their problems.
const FAILING: &[(&[&str], i32, &str)] = &[
    (&[], 2, "usage"),
    (&["nonsense"], 2, "usage"),
    (&["check"], 2, "usage"),
    (
        &["check", "leavers.csv", "--profile", "nonsense"],
        2,
        "usage",
    ),
    (&["check", "missing.csv"], 2, "file-unreadable"),
    (&["check", "-"], 2, "file-unreadable"),
    (&["check", "."], 2, "file-unreadable"),
    (
        &["check", "leavers.csv", "leavers.csv"],
        2,
        "file-unreadable",
    ),
    (&["template", "powerschool"], 2, "usage"),
    (&["import", "leavers.csv"], 2, "confirmation-needed"),
    (&["import", "missing.csv", "--yes"], 2, "file-unreadable"),
    (&["import", "-", "--yes"], 2, "file-unreadable"),
    (&["import", "empty.csv", "--yes"], 2, "file-empty"),
    (&["import", "empty.csv", "--plan"], 2, "file-empty"),
    (&["import", "latin.csv", "--plan"], 2, "not-utf8"),
    (
        &["import", "leavers.csv", "--action", "delete", "--plan"],
        2,
        "usage",
    ),
    (&["account", "add"], 2, "usage"),
    (&["account", "add", "--first-name", "Ada"], 2, "usage"),
    (&["account", "add", "--email", "no email"], 2, "invalid"),
    (
        &[
            "account",
            "add",
            "--email",
            "a@b.example",
            "--institution",
            "9",
        ],
        4,
        "unknown-institution",
    ),
    (
        &["account", "add", "--username", "person1"],
        1,
        "identity-taken",
    ),
    (
        &["account", "show", "nobody@school.example"],
        4,
        "unknown-account",
    ),
    (&["account", "disable", "person1"], 2, "confirmation-needed"),
    (&["account", "enable", "person1"], 2, "confirmation-needed"),
    (
        &["account", "deactivate", "person1"],
        2,
        "confirmation-needed",
    ),
    (
        &["account", "reactivate", "person1"],
        2,
        "confirmation-needed",
    ),
    (
        &["account", "deactivate", "nobody", "--yes"],
        4,
        "unknown-account",
    ),
    (&["audit", "nonsense:1"], 2, "query-malformed"),
    (&["audit", "account:nobody"], 4, "unknown-account"),
    (&["audit", "--since", "2999-01-01"], 2, "in-the-future"),
    (&["audit", "--since", "soon"], 2, "usage"),
    (&["audit", "--csv", "--ndjson"], 2, "usage"),
    (&["audit", "--cursor", "nonsense"], 2, "invalid"),
    (&["account", "history", "nobody"], 4, "unknown-account"),
    (&["accounts", "--status", "deleted"], 2, "usage"),
    (&["accounts", "--limit", "0"], 2, "usage"),
    (&["accounts", "--cursor", "nonsense"], 2, "invalid"),
    (&["group", "join", "person1", "Latin"], 4, "not-found"),
    (
        &["institution", "add", "--name", "North again", "--id", "1"],
        1,
        "institution-taken",
    ),
    (&["batch", "show", "nonsense"], 2, "usage"),
    (
        &["batch", "show", "018f0000-0000-7000-8000-000000000000"],
        4,
        "not-found",
    ),
    (&["seats", "set", "north", "5"], 2, "usage"),
    (&["seats", "set", "9", "5"], 4, "unknown-institution"),
    (
        &["admin", "add", "--email", "a@b.example", "--role", "king"],
        2,
        "usage",
    ),
    (&["admin", "link", "--email", "a@b.example"], 4, "not-found"),
    (&["token", "revoke", "--name", "nobody"], 4, "not-found"),
    (&["rebuild", "--until", "yesterday"], 2, "usage"),
    (&["rebuild", "--until", "999999"], 2, "in-the-future"),
    (&["rebuild", "--until", "0", "--check"], 2, "invalid"),
    (&["rebuild", "--data", "elsewhere"], 4, "no-ledger"),
    (&["doctor", "--data", "elsewhere"], 4, "no-ledger"),
    (&["accounts", "--data", "elsewhere"], 4, "no-ledger"),
    (
        &["import", "leavers.csv", "--plan", "--data", "elsewhere"],
        4,
        "no-ledger",
    ),
    (
        &["accounts", "--config", "missing.toml"],
        2,
        "config-unreadable",
    ),
    (&["accounts", "--format", "xml"], 2, "usage"),
    (&["serve", "--listen", "nowhere"], 2, "usage"),
];

fn office() -> Office {
    let office = Office::with_people(1);
    office.leavers(&["p1@school.example,,,,,"]);
    office.file("empty.csv", "");
    office.file("latin.csv", b"email\nren\xe9@school.example\n");
    office
}

#[test]
fn every_failure_prints_one_problem_with_its_code() {
    let office = office();
    let before = office.position();
    for (arguments, exit, code) in FAILING {
        let (actual, problem) = office.json(arguments);
        assert_eq!(
            (actual, &problem["code"]),
            (*exit, &serde_json::json!(code)),
            "{arguments:?}: {problem}"
        );
        for key in ["type", "title", "detail"] {
            assert!(
                problem[key].as_str().is_some_and(|text| !text.is_empty()),
                "{arguments:?}: {problem}"
            );
        }
    }
    assert_eq!(office.position(), before, "nothing was recorded");
    assert!(
        !office.path().join("elsewhere").exists(),
        "a command that reads makes no ledger"
    );
}

#[test]
fn every_failure_in_words_goes_to_stderr() {
    let office = office();
    for (arguments, exit, _) in FAILING {
        let run = office.run(arguments);
        assert_eq!(run.exit, *exit, "{arguments:?}: {}", run.stderr);
        assert_eq!(run.stdout, "", "{arguments:?}");
        assert!(!run.stderr.is_empty(), "{arguments:?}");
        assert!(
            !run.stderr.contains("panicked"),
            "{arguments:?}: {}",
            run.stderr
        );
    }
}

#[test]
fn a_missing_file_is_named() {
    let (_, problem) = office().json(&["import", "leavers.csv", "missing.csv", "--yes"]);
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .starts_with("missing.csv"),
        "{problem}"
    );
}

#[test]
fn what_is_wrong_is_told_with_what_to_do() {
    let office = office();
    let told = |arguments: &[&str]| office.run(arguments).stderr;
    let batch = told(&["batch", "show", "1"]);
    assert!(
        batch.contains("a batch is named by its id: `rollbook batch list` shows them"),
        "{batch}"
    );
    let empty = told(&["import", "empty.csv", "--plan"]);
    assert!(
        empty.starts_with(
            "error: the file cannot be read: empty.csv (the file is empty). Save the file again"
        ),
        "{empty}"
    );
}

#[test]
fn help_and_version_are_answers_too() {
    let office = Office::empty();
    assert!(
        office.done(&["import", "--help"])["help"]
            .as_str()
            .unwrap()
            .contains("Examples:")
    );
    assert!(
        office.done(&["--version"])["version"]
            .as_str()
            .unwrap()
            .starts_with("rollbook ")
    );
    let words = office.run(&["--help"]);
    assert!(words.stdout.contains("Exit codes:") && words.stderr.is_empty());
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let office = Office::with_people(200);
    let binary = env!("CARGO_BIN_EXE_rollbook");
    let script = format!("set -o pipefail; '{binary}' accounts --limit 1000 | head -n 1");
    let run = std::process::Command::new("bash")
        .args(["-c", &script])
        .current_dir(office.path())
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success() && stderr.is_empty(), "{stderr}");
}

#[test]
fn doctor_is_content_with_a_ledger_that_was_used() {
    let office = office();
    office.done(&["import", "leavers.csv", "--yes"]);
    let diagnosis = office.done(&["doctor"]);
    assert_eq!(
        (&diagnosis["ok"], &diagnosis["findings"]),
        (&true.into(), &serde_json::json!([]))
    );
}
