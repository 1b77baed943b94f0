//! A restore explains checkpoints of the log that it replaced, and no others.

use std::fs;
use std::ops::Range;

use rollbook_domain::SeatScope;
use rollbook_records::LedgerRestored;
use tempfile::TempDir;

use super::*;
use crate::work::{NewEvent, Receipt};
use crate::{Caller, Ledger, Settings, VerifyRequest, answers};

/// A ledger that goes on from an older copy of its book.
struct Stage {
    directory: TempDir,
    ledger: Ledger,
    before: answers::Checkpoint,
    lost: answers::Checkpoint,
}

/// What the log says that it replaced.
#[derive(Clone, Copy)]
struct Replaced {
    size: Option<u64>,
    root: Option<[u8; 32]>,
}

fn amy() -> Caller {
    Caller::of_the_machine("amy")
}

fn limit_seats(ledger: &Ledger, limits: Range<u64>) {
    let amy = amy();
    let admin = ledger.domain_admin(&amy).expect("an admin");
    for limit in limits {
        let set = admin.set_seat_limit(SeatScope::Domain, Some(limit));
        set.expect("set");
    }
}

fn open(directory: &TempDir) -> Ledger {
    Ledger::open_or_create(Settings::new(directory.path())).expect("a ledger")
}

impl Stage {
    /// The copy is back, and nothing says so yet.
    fn set() -> Stage {
        let directory = TempDir::new().expect("a directory");
        let ledger = open(&directory);
        limit_seats(&ledger, 1..5);
        let before = ledger.checkpoint().expect("signed");
        ledger.close();
        drop(ledger);
        let book = directory.path().join("book.db");
        let backup = fs::read(&book).expect("read");

        let ledger = open(&directory);
        limit_seats(&ledger, 5..20);
        let lost = ledger.checkpoint().expect("signed");
        ledger.close();
        drop(ledger);
        fs::write(&book, backup).expect("written");
        Stage {
            ledger: open(&directory),
            directory,
            before,
            lost,
        }
    }

    fn record(&self, replaced: Replaced) {
        let recorded = self.ledger.write(&amy(), "restore", move |work| {
            let body = Body::LedgerRestored(LedgerRestored {
                replaced_size: replaced.size,
                replaced_root: replaced.root,
            });
            let position = work.record(NewEvent::of_ledger(body), None)?;
            Ok(Receipt::default().at(position))
        });
        recorded.expect("recorded");
    }

    fn rotate(&self) {
        let amy = amy();
        let admin = self.ledger.domain_admin(&amy).expect("an admin");
        admin.rotate_signing_key(false).expect("rotated");
    }

    /// What `verify` tells of a checkpoint that was kept.
    fn kinds(&self, checkpoint: &answers::Checkpoint) -> Vec<String> {
        let request = VerifyRequest {
            directory: self.directory.path().to_owned(),
            signing_key: None,
            checkpoint: Some(checkpoint.note.clone()),
            key: None,
        };
        let verified = request.verify(&mut |_, _| {}).expect("verified");
        assert_eq!(verified.ok, verified.faults.is_empty());
        assert_eq!(verified.pinned, Some(checkpoint.size));
        let faults = verified.faults.into_iter();
        faults.map(|fault| fault.kind).collect()
    }

    /// The root that a checkpoint names.
    fn root(checkpoint: &answers::Checkpoint) -> [u8; 32] {
        let claimed = Checkpoint::claimed(&checkpoint.note);
        claimed.expect("a checkpoint").root
    }
}

#[test]
fn r64_a_checkpoint_of_a_log_that_was_restored_since_is_told_as_such() {
    let stage = Stage::set();
    assert_eq!(stage.kinds(&stage.lost), ["cut"], "nothing explains it yet");
    stage.record(Replaced {
        size: Some(stage.lost.size),
        root: Some(Stage::root(&stage.lost)),
    });
    stage.rotate();
    limit_seats(&stage.ledger, 30..90);
    assert_eq!(stage.kinds(&stage.lost), ["restored"]);
    assert_eq!(stage.kinds(&stage.before), [""; 0]);
}

#[test]
fn r64_of_a_log_that_nobody_knew_a_restore_explains_every_later_checkpoint() {
    let stage = Stage::set();
    stage.record(Replaced {
        size: None,
        root: None,
    });
    stage.rotate();
    assert_eq!(stage.kinds(&stage.lost), ["restored"]);
}

#[test]
fn r64_a_restore_explains_no_checkpoint_of_a_log_that_it_did_not_replace() {
    let larger = Stage::set();
    larger.record(Replaced {
        size: Some(larger.lost.size - 1),
        root: None,
    });
    assert_eq!(larger.kinds(&larger.lost), ["cut"]);

    let another = Stage::set();
    another.record(Replaced {
        size: Some(another.lost.size),
        root: Some([7; 32]),
    });
    assert_eq!(another.kinds(&another.lost), ["cut"]);
}

#[test]
fn r64_a_restore_explains_no_checkpoint_of_what_was_recorded_before_it() {
    let stage = Stage::set();
    limit_seats(&stage.ledger, 40..80);
    let size = stage.lost.size + 100;
    stage.record(Replaced {
        size: Some(size),
        root: None,
    });
    let kinds = stage.kinds(&stage.lost);
    assert!(
        !kinds.is_empty() && !kinds.contains(&"restored".to_owned()),
        "{kinds:?}"
    );
}

#[test]
fn r64_a_restore_explains_no_checkpoint_by_a_key_that_was_adopted_since() {
    let stage = Stage::set();
    stage.record(Replaced {
        size: Some(1000),
        root: None,
    });
    stage.rotate();
    limit_seats(&stage.ledger, 40..60);
    let kept = stage.ledger.checkpoint().expect("signed");
    // The log is cut back to the rotation, and goes on otherwise under the same key.
    stage.ledger.close();
    let rotated = stage.before.size + 2;
    let book = stage.directory.path().join("book.db");
    let edited = rusqlite::Connection::open(&book).expect("a store");
    edited
        .execute("DELETE FROM log WHERE position >= ?", [rotated])
        .expect("cut");
    drop(edited);
    let kinds = stage.kinds(&kept);
    assert!(
        !kinds.is_empty() && !kinds.contains(&"restored".to_owned()),
        "{kinds:?}"
    );
}

#[test]
fn r64_a_restore_that_nothing_vouches_for_hides_no_fault() {
    let stage = Stage::set();
    stage.record(Replaced {
        size: Some(stage.lost.size),
        root: None,
    });
    stage.ledger.close();
    let book = stage.directory.path().join("book.db");
    let edited = rusqlite::Connection::open(&book).expect("a store");
    let unsign = "DELETE FROM checkpoints WHERE size = (SELECT max(size) FROM checkpoints)";
    edited.execute_batch(unsign).expect("deleted");
    drop(edited);
    let kinds = stage.kinds(&stage.lost);
    assert!(kinds.contains(&"cut".to_owned()), "{kinds:?}");
    assert!(kinds.contains(&"restored".to_owned()), "{kinds:?}");
}
