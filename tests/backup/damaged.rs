//! What is refused; the present ledger stays as it is.

use std::fs;
use std::path::Path;

use crate::district::District;

fn refused(district: &District, arguments: &[&str], code: &str, exit: i32) {
    let before = district.rollbook.json(&["doctor"]);
    let run = district
        .rollbook
        .run(&[&["--format", "json"], arguments].concat());
    assert_eq!(
        (run.code, &run.json()["code"]),
        (exit, &code.into()),
        "{}",
        run.stderr
    );
    assert_eq!(district.rollbook.json(&["doctor"]), before);
    assert!(!district.data.path().join("restoring").exists());
}

#[test]
fn a_backup_is_not_written_over_another_one() {
    let district = District::open();
    district.back_up("monday");
    refused(
        &district,
        &["backup", &district.place("monday")],
        "invalid",
        2,
    );
}

#[test]
fn r43_a_backup_is_not_kept_in_the_data_directory() {
    let district = District::open();
    let inside = district.data.path().join("backup");
    refused(
        &district,
        &["backup", inside.to_str().unwrap()],
        "invalid",
        2,
    );
}

#[test]
fn a_backup_that_was_cut_off_is_not_restored() {
    let district = District::open();
    district.back_up("monday");
    fs::remove_file(Path::new(&district.place("monday")).join("backup.json")).unwrap();
    refused(
        &district,
        &["restore", &district.place("monday"), "--yes"],
        "invalid",
        2,
    );
}

#[test]
fn r64_a_backup_whose_log_was_changed_is_not_restored() {
    let district = District::open();
    district.back_up("monday");
    let book = Path::new(&district.place("monday")).join("book.db");
    change_a_record(&book);
    refused(
        &district,
        &["restore", &district.place("monday"), "--yes"],
        "backup-damaged",
        2,
    );
}

#[test]
fn the_keys_of_another_ledger_are_not_taken() {
    let (district, other) = (District::open(), District::open());
    district.back_up("monday");
    other.back_up("monday");
    let keys = format!("{}/keys", other.place("monday"));
    let run = district.rollbook.run(&[
        "restore",
        &district.place("monday"),
        "--keys-directory",
        &keys,
        "--yes",
    ]);
    assert_ne!(run.code, 0);
    assert_eq!(district.rollbook.json(&["doctor"])["ok"], true);
}

/// One letter of a record: the name of a batch's profile, which stands in the clear.
fn change_a_record(book: &Path) {
    let mut bytes = fs::read(book).unwrap();
    let profile = [b"\x68", &b"accounts"[..]].concat();
    let found = |window: &[u8]| window == profile;
    let place = bytes.windows(profile.len()).position(found).unwrap();
    bytes[place + 1] = b'A';
    fs::write(book, bytes).unwrap();
}
