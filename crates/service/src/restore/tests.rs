//! Whatever stops a restore, one of the two ledgers goes on with its own key.

use std::fs;
use std::path::PathBuf;

use rollbook_domain::InstitutionId;
use tempfile::TempDir;

use super::*;

/// A ledger whose signing key stands elsewhere, and a backup of it.
struct Desk {
    data: TempDir,
    elsewhere: TempDir,
    caller: Caller,
}

impl Desk {
    fn new() -> Desk {
        let desk = Desk {
            data: TempDir::new().expect("a directory"),
            elsewhere: TempDir::new().expect("a directory"),
            caller: Caller::of_the_machine("amy"),
        };
        let ledger = Ledger::open_or_create(desk.settings()).expect("a ledger");
        desk.record(&ledger, 1);
        let admin = ledger.domain_admin(&desk.caller).expect("an admin");
        let backup = desk.elsewhere("backup");
        admin
            .back_up(&backup, None, &mut |_, _| {})
            .expect("backed up");
        ledger.close();
        desk
    }

    fn settings(&self) -> Settings {
        Settings {
            signing_key: Some(self.key()),
            ..Settings::new(self.data.path())
        }
    }

    fn key(&self) -> PathBuf {
        self.elsewhere("log.key")
    }

    fn waiting_key(&self) -> PathBuf {
        self.elsewhere("log.key.next")
    }

    fn elsewhere(&self, name: &str) -> PathBuf {
        self.elsewhere.path().join(name)
    }

    fn record(&self, ledger: &Ledger, institution: u64) {
        let admin = ledger.domain_admin(&self.caller).expect("an admin");
        let name = format!("School {institution}");
        admin
            .add_institution(&name, Some(InstitutionId(institution)), None, None)
            .expect("recorded");
    }

    fn prepare(&self) -> Restore {
        let request = RestoreRequest {
            directory: self.elsewhere("backup"),
            keys: None,
            deleted: Vec::new(),
        };
        Restore::prepare(self.settings(), request).expect("prepared")
    }

    /// A restore that does everything but put the files in place: one of them cannot be opened.
    #[cfg(unix)]
    fn restore_in_vain(&self) {
        let restore = self.prepare();
        let prepared = self.data.path().join("restoring");
        fs::create_dir(&prepared).expect("made");
        std::os::unix::fs::symlink("nowhere", prepared.join("dangling")).expect("linked");
        restore.carry_out(&self.caller).expect_err("stopped");
    }

    fn signs_on(&self, institution: u64) {
        let ledger = Ledger::open_or_create(self.settings()).expect("its key is at hand");
        self.record(&ledger, institution);
        assert!(ledger.doctor().expect("examined").ok);
    }
}

#[test]
fn r64_a_restored_ledger_signs_with_the_key_where_the_setting_has_it() {
    let desk = Desk::new();
    let before = fs::read(desk.key()).expect("a key");
    let restored = desk.prepare().carry_out(&desk.caller).expect("restored");
    assert!(restored.endorsed);
    assert_ne!(fs::read(desk.key()).expect("a key"), before);
    assert!(!desk.waiting_key().exists(), "it has its name");
    assert!(!desk.data.path().join("signing.key").exists());
    desk.signs_on(2);
}

#[cfg(unix)]
#[test]
fn r64_a_restore_that_cannot_put_its_files_in_place_leaves_the_present_ledger_its_key() {
    let desk = Desk::new();
    let before = fs::read(desk.key()).expect("a key");
    desk.restore_in_vain();
    assert_eq!(fs::read(desk.key()).expect("a key"), before);
    desk.signs_on(2);
    desk.prepare().carry_out(&desk.caller).expect("restored");
    desk.signs_on(3);
}

/// As a crash leaves it right behind the commit that adopted the key.
#[cfg(unix)]
#[test]
fn r64_a_restore_does_not_overwrite_the_key_that_waits_for_the_present_ledger() {
    let desk = Desk::new();
    let old = fs::read(desk.key()).expect("a key");
    let ledger = Ledger::open(desk.settings()).expect("a ledger");
    let admin = ledger.domain_admin(&desk.caller).expect("an admin");
    admin.rotate_signing_key(false).expect("rotated");
    ledger.close();
    drop(ledger);
    fs::rename(desk.key(), desk.waiting_key()).expect("renamed");
    fs::copy(desk.waiting_key(), desk.key()).expect("as private");
    fs::write(desk.key(), old).expect("written");

    desk.restore_in_vain();
    desk.signs_on(2);
}

#[test]
fn a_present_ledger_that_cannot_be_read_is_named_with_the_cause() {
    let desk = Desk::new();
    fs::write(desk.data.path().join("book.db"), "no book").expect("written");
    let request = RestoreRequest {
        directory: desk.elsewhere("backup"),
        keys: None,
        deleted: Vec::new(),
    };
    let refused = Restore::prepare(desk.settings(), request).err();
    let message = refused.expect("refused").to_string();
    let place = desk.data.path().display().to_string();
    assert!(
        message.contains(&place) && message.contains("file is not a database"),
        "{message}"
    );
}

#[test]
fn a_place_for_a_backup_that_cannot_be_used_is_named() {
    let desk = Desk::new();
    let ledger = Ledger::open(desk.settings()).expect("a ledger");
    let admin = ledger.domain_admin(&desk.caller).expect("an admin");
    let (book, keys) = (desk.elsewhere("tuesday"), desk.elsewhere("backup"));
    let refused = admin.back_up(&book, Some(&keys), &mut |_, _| {}).err();
    let message = refused.expect("refused").to_string();
    assert!(
        message.contains("directory for the keys") && message.contains("backup is not empty"),
        "{message}"
    );
}
