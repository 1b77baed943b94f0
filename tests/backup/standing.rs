//! A ledger that others use, and a restore that was cut off.

use std::fs;
use std::io::{BufRead, BufReader};

use crate::district::District;

#[test]
fn nothing_is_restored_under_a_running_server() {
    let district = District::open();
    district.back_up("monday");
    let mut server = district
        .rollbook
        .command(&["serve", "--listen", "127.0.0.1:0"])
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let run = district.rollbook.run(&[
        "--format",
        "json",
        "restore",
        &district.place("monday"),
        "--yes",
    ]);
    server.kill().unwrap();
    server.wait().unwrap();
    assert_eq!((run.code, &run.json()["code"]), (5, &"in-use".into()));
    district.restore("monday");
}

/// As a machine leaves it that stops just when the files are ready, or when one of them has its
/// place already.
#[test]
fn a_restore_that_was_cut_off_is_finished_by_the_next_command() {
    for renamed in [&[][..], &["book.db"]] {
        let (district, other) = (District::open(), District::open());
        other.rollbook.json(&[
            "account",
            "deactivate",
            "pupil000001@north.example",
            "--yes",
        ]);
        let expected = other.everybody();
        let prepared = district.data.path().join("restoring");
        fs::create_dir(&prepared).unwrap();
        for name in ["book.db", "keys.db", "signing.key"] {
            let from = other.data.path().join(name);
            if !from.exists() {
                continue;
            }
            let to = match renamed.contains(&name) {
                true => district.data.path().join(name),
                false => prepared.join(name),
            };
            fs::copy(from, to).unwrap();
        }
        fs::write(prepared.join("ready"), "").unwrap();

        assert_eq!(district.everybody(), expected);
        assert!(!prepared.exists());
        assert_eq!(district.rollbook.json(&["doctor"])["ok"], true);
    }
}

/// As a machine leaves it that stops while the backup is copied or examined.
#[test]
fn r42_a_restore_that_was_cut_off_before_leaves_no_keys() {
    let (district, other) = (District::open(), District::open());
    let prepared = district.data.path().join("restoring");
    fs::create_dir(&prepared).unwrap();
    fs::copy(other.data.path().join("keys.db"), prepared.join("keys.db")).unwrap();
    let before = district.everybody();
    assert!(!prepared.exists());
    assert_eq!(district.everybody(), before);
}

/// The next thing that somebody does is to restore again, of a backup that is no good.
#[test]
fn a_restore_that_was_cut_off_is_finished_before_another_one_begins() {
    let (district, other) = (District::open(), District::open());
    let prepared = district.data.path().join("restoring");
    fs::create_dir(&prepared).unwrap();
    for name in ["book.db", "signing.key"] {
        fs::copy(other.data.path().join(name), prepared.join(name)).unwrap();
    }
    // The keys have their place already.
    fs::copy(
        other.data.path().join("keys.db"),
        district.data.path().join("keys.db"),
    )
    .unwrap();
    fs::write(prepared.join("ready"), "").unwrap();
    let monday = district.place("monday");
    other.rollbook.json(&["backup", &monday]);
    fs::write(format!("{monday}/book.db"), "no book").unwrap();
    let run = district.rollbook.run(&["restore", &monday, "--yes"]);
    assert_ne!(run.code, 0);
    assert_eq!(district.everybody(), other.everybody());
    assert_eq!(district.rollbook.json(&["doctor"])["ok"], true);
}
