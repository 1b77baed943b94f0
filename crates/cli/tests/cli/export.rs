//! `rollbook export`.

use std::fs;

use serde_json::json;

use crate::office::Office;

#[test]
fn r36_an_export_goes_to_stdout_or_whole_into_a_file() {
    let office = Office::with_people(2);
    let printed = office.run(&["export", "accounts"]);
    assert_eq!((printed.exit, printed.stderr.as_str()), (0, ""));
    assert_eq!(printed.stdout.lines().count(), 3);
    assert!(printed.stdout.starts_with("email,user_id,username,"));

    office.file("everyone.csv", "what was there before");
    let done = office.done(&["export", "accounts", "--out", "everyone.csv"]);
    assert_eq!(done, json!({ "file": "everyone.csv", "rows": 2 }));
    let path = office.path().join("everyone.csv");
    assert_eq!(fs::read_to_string(&path).unwrap(), printed.stdout);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let again = office.done(&["import", "everyone.csv", "--profile", "accounts", "--yes"]);
    assert_eq!(
        (&again["events"], &again["effects"]["nothing_to_do"]),
        (&json!(0), &json!(2))
    );
}

#[test]
fn an_export_that_fails_leaves_nothing_half_done() {
    let office = Office::with_people(1);
    let failing: [(&[&str], &str); 4] = [
        (&["export", "accounts"], "out-needed"),
        (&["export", "accounts", "--out", "."], "file-unwritable"),
        (
            &["export", "accounts", "--out", "no/where.csv"],
            "file-unwritable",
        ),
        (&["export", "everything", "--out", "a.csv"], "usage"),
    ];
    let files = || fs::read_dir(office.path()).unwrap().count();
    let before = files();
    for (arguments, code) in failing {
        assert_eq!(
            office.problem(arguments),
            (2, code.to_owned()),
            "{arguments:?}"
        );
    }
    // The key of the person is lost: the export cannot be made.
    let keys = office.path().join("rollbook-data/keys.db");
    let connection = rusqlite::Connection::open(keys).unwrap();
    let root = vec![0_u8; 16];
    connection
        .execute("DELETE FROM keys WHERE id <> ?", [root])
        .unwrap();
    office.file("kept.csv", "kept");
    let (exit, problem) = office.json(&["export", "accounts", "--out", "kept.csv"]);
    assert_eq!((exit, &problem["code"]), (5, &json!("fault")), "{problem}");
    assert_eq!(
        fs::read_to_string(office.path().join("kept.csv")).unwrap(),
        "kept"
    );
    assert_eq!(files(), before + 1);
}

#[test]
fn a_reader_that_goes_away_ends_an_export_quietly() {
    let office = Office::with_people(2000);
    let binary = env!("CARGO_BIN_EXE_rollbook");
    let script = format!("set -o pipefail; '{binary}' export accounts | head -n 1");
    let run = std::process::Command::new("bash")
        .args(["-c", &script])
        .current_dir(office.path())
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success() && stderr.is_empty(), "{stderr}");
}
