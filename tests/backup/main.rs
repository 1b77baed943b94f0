//! Backup and restore, as whoever runs the ledger does them.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod damaged;
mod district;
mod standing;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use district::District;
use rollbook_service::{AccountColumns, Caller};
use rollbook_testkit::{Rollbook, TemporaryLedger};
use serde_json::Value;

#[test]
fn a_backup_that_is_taken_while_others_write_is_whole() {
    let temporary = TemporaryLedger::with_institution();
    let (elsewhere, restored) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let writer = Caller::of_the_machine("alice");
    let stop = AtomicBool::new(false);
    let to = elsewhere.path().join("first");
    let backup = std::thread::scope(|scope| {
        let adding = scope.spawn(|| {
            let admin = temporary.ledger.domain_admin(&writer).unwrap();
            let mut added = 0;
            while !stop.load(Ordering::Relaxed) || added < 50 {
                let columns = AccountColumns {
                    email: Some(format!("pupil{added}@north.example")),
                    ..AccountColumns::default()
                };
                admin.add_account(&columns, None).unwrap();
                added += 1;
            }
        });
        let backup = Rollbook::on(temporary.path()).json(&["backup", to.to_str().unwrap()]);
        stop.store(true, Ordering::Relaxed);
        adding.join().unwrap();
        backup
    });

    let rollbook = Rollbook::on(restored.path());
    let done = rollbook.json(&["restore", to.to_str().unwrap(), "--yes"]);
    assert_eq!(done["backup"]["size"], backup["size"]);
    assert_eq!(done["replaced"], Value::Null);
    let checked = rollbook.json(&["rebuild", "--check"]);
    assert_eq!(checked["equal"], true, "{checked}");
    assert_eq!(rollbook.json(&["doctor"])["ok"], true);
    // Whoever is in the book can be read, so the keys are of the same moment.
    let accounts = everybody(&rollbook);
    assert!(accounts.iter().all(|account| account["email"].is_string()));
    assert_eq!(accounts.len() as u64 + 3, backup["size"].as_u64().unwrap());
}

/// All pages of them: a quick machine adds more than one holds while a backup is taken.
fn everybody(rollbook: &Rollbook) -> Vec<Value> {
    let mut page = rollbook.json(&["accounts", "--limit", "1000"]);
    let mut accounts = Vec::new();
    loop {
        accounts.extend_from_slice(page["accounts"].as_array().unwrap());
        let Some(cursor) = page["next_cursor"].as_str() else {
            return accounts;
        };
        page = rollbook.json(&["accounts", "--limit", "1000", "--cursor", cursor]);
    }
}

#[test]
fn a_ledger_goes_on_from_its_backup() {
    let district = District::open();
    let before = district.everybody();
    district.back_up("monday");
    let rollbook = &district.rollbook;
    rollbook.json(&[
        "account",
        "deactivate",
        "pupil000002@north.example",
        "--yes",
    ]);
    let last = rollbook.json(&["doctor"])["position"].as_u64().unwrap();

    let done = district.restore("monday");
    assert_eq!(done["replaced"]["size"], last + 1);
    assert_eq!(district.everybody(), before);
    let events = rollbook.json(&["audit", "type:LedgerRestored"]);
    let data = &events["events"][0]["data"];
    assert_eq!(data["replaced_size"], last + 1, "{events}");
    // It is a ledger like any other.
    rollbook.json(&[
        "account",
        "deactivate",
        "pupil000002@north.example",
        "--yes",
    ]);
    assert_eq!(rollbook.json(&["rebuild", "--check"])["equal"], true);
    assert_eq!(rollbook.json(&["verify"])["ok"], true);
}

#[test]
fn r64_a_restored_ledger_signs_with_a_new_key_that_the_old_one_endorsed() {
    let district = District::open();
    let rollbook = &district.rollbook;
    district.back_up("monday");
    let key = || rollbook.json(&["log", "key", "show"])["keys"][0].clone();
    let before = key();
    assert_eq!(district.restore("monday")["endorsed"], true);
    assert_ne!(key()["key"], before["key"]);
    assert_eq!(key()["endorsed"], true);
    assert_eq!(rollbook.json(&["verify"])["ok"], true);

    // Neither the backup nor the ledger has it.
    fs::remove_file(format!("{}/keys/signing.key", district.place("monday"))).unwrap();
    assert_eq!(district.restore("monday")["endorsed"], false);
    assert_eq!(key()["endorsed"], false);
    assert_eq!(rollbook.json(&["verify"])["ok"], true);
}

#[test]
fn r64_a_checkpoint_of_the_replaced_log_is_told_as_such_also_where_the_key_is_lost() {
    for is_lost in [false, true] {
        let district = District::open();
        let rollbook = &district.rollbook;
        district.back_up("monday");
        // The very first record that the backup does not have.
        rollbook.json(&["seats", "set", "domain", "5000"]);
        let kept = district.place("kept");
        fs::write(&kept, rollbook.run(&["log", "checkpoint"]).stdout).unwrap();
        if is_lost {
            fs::remove_file(district.data.path().join("signing.key")).unwrap();
            fs::remove_file(format!("{}/keys/signing.key", district.place("monday"))).unwrap();
        }
        assert_eq!(district.restore("monday")["endorsed"], !is_lost);
        let arguments = ["--format", "json", "verify", "--checkpoint", &kept];
        let verified = rollbook.run(&arguments);
        let faults = &verified.json()["faults"];
        assert_eq!(verified.code, 5, "{faults}");
        assert_eq!(faults[0]["kind"], "restored", "{faults}");
        assert_eq!(faults.as_array().unwrap().len(), 1, "{faults}");
    }
}

#[test]
fn rights_that_were_taken_since_do_not_come_back() {
    let district = District::open();
    let rollbook = &district.rollbook;
    let lee = ["--email", "lee@north.example"];
    rollbook.json(&[&["admin", "add", "--role", "auditor"][..], &lee].concat());
    rollbook.json(&[
        "token",
        "create",
        "--name",
        "nightly",
        "--role",
        "domain_admin",
    ]);
    district.back_up("monday");
    rollbook.json(&["token", "revoke", "--name", "nightly"]);
    rollbook.json(&[&["admin", "remove"][..], &lee].concat());
    assert_eq!(district.restore("monday")["rights_taken_again"], 2);
    assert_eq!(
        rollbook.json(&["token", "list"])["tokens"],
        serde_json::json!([])
    );
    assert_eq!(
        rollbook.json(&["admin", "list"])["admins"],
        serde_json::json!([])
    );
}

#[test]
fn r43_an_admin_who_was_erased_since_is_erased_again() {
    let district = District::open();
    let rollbook = &district.rollbook;
    rollbook.json(&[
        "admin",
        "add",
        "--email",
        "kim@north.example",
        "--role",
        "auditor",
    ]);
    district.back_up("monday");
    rollbook.json(&["admin", "remove", "--email", "kim@north.example"]);
    rollbook.json(&[
        "admin",
        "remove",
        "--email",
        "kim@north.example",
        "--erase",
        "--yes",
    ]);
    let restored = district.restore("monday");
    assert_eq!(
        (&restored["erased_again"], &restored["rights_taken_again"]),
        (&1.into(), &0.into())
    );
    let told = rollbook.run(&["audit"]).stdout;
    assert!(
        !told.contains("kim@") && told.contains("was erased"),
        "{told}"
    );
}

#[test]
fn r42_whoever_was_deleted_since_is_deleted_again() {
    let district = District::open();
    let rollbook = &district.rollbook;
    district.back_up("monday");
    let deleted = ["pupil000003", "pupil000007"].map(|who| {
        rollbook.json(&["account", "delete", who, "--confirm", who, "--yes"])["account_id"].clone()
    });
    assert_eq!(district.restore("monday")["deleted_again"], 2);
    let shown = rollbook.json(&["account", "show", deleted[0].as_str().unwrap()]);
    assert_eq!(shown["status"], "deleted");
    assert_eq!(rollbook.run(&["account", "show", "pupil000003"]).code, 4);
    assert!(!district.everybody().contains("pupil000007"));
    // Whoever was deleted before the backup stays so, and is not counted.
    district.back_up("tuesday");
    assert_eq!(district.restore("tuesday")["deleted_again"], 0);
}

#[test]
fn r42_the_deletions_of_a_lost_ledger_can_be_named() {
    let (district, elsewhere) = (District::open(), tempfile::tempdir().unwrap());
    district.back_up("monday");
    let shown = district.rollbook.json(&["account", "show", "pupil000003"]);
    let list = district.place("deleted.txt");
    let unknown = "0190d5a2-7e1c-7b3a-9d1e-0123456789ab";
    let ids = format!("{}\n\n{unknown}\n", shown["account_id"].as_str().unwrap());
    fs::write(&list, ids).unwrap();

    let rollbook = Rollbook::on(elsewhere.path());
    let monday = district.place("monday");
    let done = rollbook.json(&["restore", &monday, "--deletions", &list, "--yes"]);
    assert_eq!(done["deleted_again"], 1);
    assert_eq!(rollbook.run(&["account", "show", "pupil000003"]).code, 4);

    fs::write(&list, "pupil000003@north.example\n").unwrap();
    let wrong = rollbook.run(&["restore", &monday, "--deletions", &list, "--yes"]);
    assert_eq!(wrong.code, 2);
    assert!(
        wrong.stderr.contains("line 1 is no account id"),
        "{}",
        wrong.stderr
    );
}

#[test]
fn the_book_and_the_keys_can_be_kept_apart() {
    let district = District::open();
    let (book, keys) = (district.place("book"), district.place("keys"));
    let rollbook = &district.rollbook;
    rollbook.json(&["backup", &book, "--keys-directory", &keys]);
    let names = |place: &str| {
        let entries = fs::read_dir(place).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(names(&book), ["backup.json", "book.db"]);
    assert!(names(&keys).contains(&"keys.db".into()));

    let without = rollbook.run(&["restore", &book, "--yes"]);
    assert_eq!(without.code, 2, "{}", without.stderr);
    assert!(
        without.stderr.contains("keys.db is not there"),
        "{}",
        without.stderr
    );
    rollbook.json(&["restore", &book, "--keys-directory", &keys, "--yes"]);
    assert_eq!(rollbook.json(&["doctor"])["ok"], true);
}

#[test]
fn a_backup_is_readable_by_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;

    let district = District::open();
    district.back_up("monday");
    let mut directories = vec![PathBuf::from(district.place("monday"))];
    while let Some(directory) = directories.pop() {
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&directory), 0o700, "{}", directory.display());
        for entry in fs::read_dir(&directory).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => directories.push(path),
                false => assert_eq!(mode(&path), 0o600, "{}", path.display()),
            }
        }
    }
}
