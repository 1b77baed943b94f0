//! One key signs each commit, whatever happens to its file.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Barrier};
use std::thread;

use rollbook_domain::{InstitutionId, SeatScope};
use rollbook_proofs::Checkpoint;
use rollbook_records::SigningKeyAdopted;
use rusqlite::Connection;
use tempfile::TempDir;

use super::*;
use crate::work::{NewEvent, Receipt};
use crate::{Caller, Kind, Ledger, Settings};

struct Desk {
    directory: TempDir,
    caller: Caller,
}

impl Desk {
    fn new() -> Desk {
        Desk {
            directory: TempDir::new().expect("a directory"),
            caller: Caller::of_the_machine("amy"),
        }
    }

    fn settings(&self) -> Settings {
        Settings::new(self.directory.path())
    }

    fn create(&self) -> Ledger {
        Ledger::open_or_create(self.settings()).expect("a ledger")
    }

    fn file(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Records something.
    fn add(&self, ledger: &Ledger, institution: u64) -> Result<(), Error> {
        let admin = ledger.domain_admin(&self.caller)?;
        let name = format!("School {institution}");
        admin
            .add_institution(&name, Some(InstitutionId(institution)), None, None)
            .map(drop)
    }

    fn rotate(&self, ledger: &Ledger, is_lost: bool) -> Result<crate::answers::SigningKeys, Error> {
        ledger
            .domain_admin(&self.caller)?
            .rotate_signing_key(is_lost)
    }

    /// The code of an error about the key.
    fn refusal<T>(&self, outcome: Result<T, Error>) -> &'static str {
        let error = outcome.err().expect("refused");
        assert!(error.of_the_machine().is_some(), "{error}");
        error.code()
    }
}

/// Whether the head is signed by the newest key, and by which.
fn signed_by(ledger: &Ledger) -> String {
    let keys = ledger.signing_keys().expect("keys");
    let key = keys.keys[0].key.clone();
    let checkpoint = ledger.checkpoint().expect("signed");
    let opened = Checkpoint::open(&checkpoint.note, &[key.parse().expect("a key")]);
    let opened = opened.expect("signed by the newest key");
    assert_eq!(opened.origin, keys.origin);
    let size = ledger.book.read(|reads| reads.size()).expect("a size");
    assert_eq!((opened.size, checkpoint.size), (size, size));
    key
}

#[test]
fn r64_a_new_ledger_adopts_a_key_and_signs_every_commit() {
    let desk = Desk::new();
    let ledger = desk.create();
    assert!(ledger.is_empty().expect("read"));
    let first = signed_by(&ledger);
    desk.add(&ledger, 1).expect("added");
    assert_eq!(signed_by(&ledger), first);
    assert!(!ledger.is_empty().expect("read"));
    let keys = ledger.signing_keys().expect("keys").keys;
    assert_eq!(
        (keys.len(), keys[0].position, keys[0].endorsed),
        (1, 1, false)
    );

    // What records nothing signs nothing.
    let before = ledger.checkpoint().expect("signed");
    let admin = ledger.domain_admin(&desk.caller).expect("an admin");
    admin
        .set_seat_limit(SeatScope::Domain, None)
        .expect("nothing to do");
    assert_eq!(ledger.checkpoint().expect("signed"), before);
}

#[test]
fn r64_of_processes_that_start_at_once_all_sign_with_one_key() {
    let desk = Desk::new();
    let start = Barrier::new(4);
    thread::scope(|scope| {
        for number in 1..5 {
            let (desk, start) = (&desk, &start);
            scope.spawn(move || {
                start.wait();
                let ledger = desk.create();
                desk.add(&ledger, number).expect("added");
            });
        }
    });
    let ledger = desk.create();
    signed_by(&ledger);
    assert_eq!(ledger.signing_keys().expect("keys").keys.len(), 1);
}

#[test]
fn r64_a_ledger_of_an_older_version_adopts_a_key_with_its_first_record() {
    let desk = Desk::new();
    desk.create().close();
    // As a version that signed nothing left it: a log of its opening alone.
    let book = Connection::open(desk.file("book.db")).expect("a store");
    book.execute_batch(
        "DELETE FROM log WHERE position = 1; DELETE FROM signing_keys; DELETE FROM checkpoints;
         UPDATE tiles SET hashes = substr(hashes, 1, 32);",
    )
    .expect("changed");
    drop(book);
    fs::remove_file(desk.file("signing.key")).expect("removed");

    let ledger = Ledger::open(desk.settings()).expect("a ledger");
    assert_eq!(
        ledger.checkpoint().err().map(|error| error.code()),
        Some("log-unsigned")
    );
    assert!(!desk.file("signing.key").exists(), "reading makes no key");
    desk.add(&ledger, 1).expect("added");
    signed_by(&ledger);
    // Behind the command's own record, in the same commit.
    assert_eq!(ledger.signing_keys().expect("keys").keys[0].position, 2);
}

#[cfg(unix)]
#[test]
fn r64_a_key_that_others_may_read_is_refused_at_the_start() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    desk.create().close();
    let file = desk.file("signing.key");
    let mode = |mode| fs::set_permissions(&file, fs::Permissions::from_mode(mode)).expect("set");
    let made = fs::metadata(&file).expect("a file").permissions().mode();
    assert_eq!(made & 0o777, 0o600);
    for open in [0o640, 0o604, 0o620] {
        mode(open);
        assert_eq!(
            desk.refusal(Ledger::open(desk.settings())),
            "signing-key-open"
        );
        assert_eq!(
            desk.refusal(Ledger::open_or_create(desk.settings())),
            "signing-key-open"
        );
    }
    let examined = Ledger::open_to_examine(desk.settings()).expect("a ledger");
    let diagnosis = examined.doctor().expect("examined");
    assert!(!diagnosis.ok);
    assert_eq!(diagnosis.findings[0].code, "signing-key-open");
    mode(0o600);
    assert!(examined.doctor().expect("examined").ok);
}

#[test]
fn r64_without_its_key_a_ledger_is_read_and_not_written_until_the_key_is_declared_lost() {
    let desk = Desk::new();
    let ledger = desk.create();
    let first = signed_by(&ledger);
    ledger.close();
    fs::remove_file(desk.file("signing.key")).expect("removed");

    assert_eq!(
        desk.refusal(Ledger::open_or_create(desk.settings())),
        "signing-key-missing"
    );
    let ledger = Ledger::open(desk.settings()).expect("read all the same");
    assert_eq!(signed_by(&ledger), first);
    let refused = desk.add(&ledger, 1);
    assert_eq!(refused.as_ref().err().map(Error::kind), Some(Kind::Fault));
    assert_eq!(desk.refusal(refused), "signing-key-missing");
    assert_eq!(
        desk.refusal(desk.rotate(&ledger, false)),
        "signing-key-missing"
    );
    assert!(!desk.file("signing.key").exists(), "none is made silently");

    // That of another ledger is no help, and nothing takes its place.
    let other = Desk::new();
    other.create().close();
    fs::copy(other.file("signing.key"), desk.file("signing.key")).expect("copied");
    assert_eq!(desk.refusal(desk.add(&ledger, 1)), "signing-key-other");
    assert_eq!(
        desk.refusal(desk.rotate(&ledger, true)),
        "signing-key-there"
    );
    fs::remove_file(desk.file("signing.key")).expect("removed");

    let keys = desk.rotate(&ledger, true).expect("a new key").keys;
    assert_eq!((keys.len(), keys[0].endorsed), (2, false));
    assert_ne!(signed_by(&ledger), first);
    desk.add(&ledger, 1).expect("added");
    assert_eq!(
        desk.refusal(desk.rotate(&ledger, true)),
        "signing-key-there"
    );
}

#[test]
fn r64_a_rotation_is_endorsed_and_followed_by_every_process() {
    let desk = Desk::new();
    let (ledger, other) = (desk.create(), desk.create());
    desk.add(&other, 1).expect("added");
    let first = signed_by(&ledger);
    let keys = desk.rotate(&ledger, false).expect("rotated").keys;
    assert_eq!((keys.len(), keys[0].endorsed), (2, true));
    let position = keys[0].position;
    let record = ledger.book.read(|reads| reads.record(Position(position)));
    let Body::SigningKeyAdopted(adopted) = record.expect("a record").body else {
        panic!("another event");
    };
    let old: VerifyingKey = first.parse().expect("a key");
    let endorsement = adopted.endorsement.expect("endorsed");
    assert!(old.has_endorsed(&adopted.public_key, &endorsement));

    desk.add(&other, 2).expect("the other process goes on");
    assert_ne!(signed_by(&other), first);
    assert!(!desk.file("signing.key.next").exists());
}

#[test]
fn r64_what_another_process_has_written_is_looked_at_before_it_is_signed_on() {
    let desk = Desk::new();
    let (ledger, other) = (desk.create(), desk.create());
    desk.add(&ledger, 1).expect("added");
    desk.add(&ledger, 2).expect("its own head is known to it");
    desk.add(&other, 3).expect("added");
    let book = Connection::open(desk.file("book.db")).expect("a store");
    book.execute_batch("DELETE FROM checkpoints")
        .expect("taken out");
    assert_eq!(desk.refusal(desk.add(&ledger, 4)), "log-not-as-signed");
    let other = desk.create();
    assert_eq!(desk.refusal(desk.add(&other, 4)), "log-not-as-signed");
}

#[test]
fn r64_a_key_is_endorsed_by_a_signature_of_the_one_before_and_by_nothing_else() {
    let desk = Desk::new();
    let ledger = desk.create();
    let signer = Arc::clone(&ledger.signer);
    let adopt = move |work: &mut Work<'_, '_>| {
        let key = new_key(&origin(&work.reads())?, work)?;
        signer.file.write_next(&key)?;
        let body = Body::SigningKeyAdopted(SigningKeyAdopted {
            public_key: key.verifying_key().public_key(),
            endorsement: Some([7; 64]),
        });
        let position = work.record(NewEvent::of_ledger(body), None)?;
        Ok(Receipt::default().at(position))
    };
    ledger
        .write(&desk.caller, "test", adopt)
        .expect("adopted all the same");
    desk.rotate(&ledger, false).expect("rotated");
    let keys = ledger.signing_keys().expect("keys").keys;
    let endorsed: Vec<bool> = keys.iter().map(|key| key.endorsed).collect();
    assert_eq!(endorsed, [true, false, false], "the newest first");
}

#[test]
fn r64_a_crash_before_the_new_key_has_its_name_loses_nothing() {
    let desk = Desk::new();
    let ledger = desk.create();
    let old = fs::read(desk.file("signing.key")).expect("a key");
    desk.rotate(&ledger, false).expect("rotated");
    ledger.close();
    let as_private = |name: &str| {
        use rollbook_book::private;
        let path = desk.file(name);
        private::file(&path).expect("a file");
        path
    };
    fs::rename(desk.file("signing.key"), desk.file("signing.key.next")).expect("renamed");
    fs::write(as_private("signing.key"), old).expect("written");

    let ledger = desk.create();
    desk.add(&ledger, 1).expect("added");
    signed_by(&ledger);
    assert!(
        !desk.file("signing.key.next").exists(),
        "it has its name now"
    );
    desk.rotate(&ledger, false).expect("rotated again");
    signed_by(&ledger);
}
