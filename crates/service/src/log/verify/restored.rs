//! A log that goes on from a backup is not the one that it replaced, and says so itself.

use rollbook_book::Reads;
use rollbook_domain::Position;
use rollbook_proofs::Checkpoint;
use rollbook_records::{Body, Envelope, Kind, Record};

use super::keys::fault;
use crate::Error;
use crate::answers::LogFault;

/// What to tell of a checkpoint that is of records which a restore replaced; `None` where the log says
/// nothing of a restore that would explain it.
pub(super) fn behind(
    reads: &Reads<'_>,
    checkpoint: &Checkpoint,
) -> Result<Option<LogFault>, Error> {
    let mut explained = None;
    reads.rows_of_log(0..=i64::MAX, |position, bytes| {
        let position = position as u64;
        if position < checkpoint.size && is_restore_of(bytes, checkpoint) {
            explained = Some(position);
        }
        Ok::<_, rollbook_book::BookError>(())
    })?;
    let Some(position) = explained else {
        return Ok(None);
    };
    let at = reads
        .time_of(Position(position))?
        .format("%Y-%m-%d %H:%M UTC");
    let message = format!(
        "the checkpoint is of the log before it was restored from a backup ({at}, position {position}): what was recorded \
         between the backup and the checkpoint is not here any more; ask the log's operator, and keep a new checkpoint"
    );
    Ok(Some(fault(Some(position), "restored", message)))
}

fn is_restore_of(bytes: &[u8], checkpoint: &Checkpoint) -> bool {
    let is_restore =
        Envelope::decode(bytes).is_ok_and(|envelope| envelope.kind == Kind::LedgerRestored);
    if !is_restore {
        return false;
    }
    match Record::decode(bytes).map(|record| record.body) {
        Ok(Body::LedgerRestored(event)) => event
            .replaced_size
            .is_none_or(|replaced| checkpoint.size <= replaced),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use rollbook_domain::SeatScope;
    use rollbook_records::LedgerRestored;
    use tempfile::TempDir;

    use super::*;
    use crate::work::{NewEvent, Receipt};
    use crate::{Caller, Ledger, Settings, VerifyRequest};

    fn limit_seats(ledger: &Ledger, limits: std::ops::Range<u64>) {
        let amy = Caller::of_the_machine("amy");
        let admin = ledger.domain_admin(&amy).expect("an admin");
        for limit in limits {
            let set = admin.set_seat_limit(SeatScope::Domain, Some(limit));
            set.expect("set");
        }
    }

    fn open(directory: &TempDir) -> Ledger {
        Ledger::open_or_create(Settings::new(directory.path())).expect("a ledger")
    }

    /// What `verify` tells of a checkpoint that was kept.
    fn kinds(directory: &TempDir, note: &str) -> Vec<String> {
        let request = VerifyRequest {
            directory: directory.path().to_owned(),
            signing_key: None,
            checkpoint: Some(note.to_owned()),
            key: None,
        };
        let verified = request.verify(&mut |_, _| {}).expect("verified");
        assert_eq!(verified.ok, verified.faults.is_empty());
        verified
            .faults
            .into_iter()
            .map(|fault| fault.kind)
            .collect()
    }

    #[test]
    fn r64_a_checkpoint_of_a_log_that_was_restored_since_is_told_as_such() {
        let directory = TempDir::new().expect("a directory");
        let ledger = open(&directory);
        limit_seats(&ledger, 1..5);
        let before = ledger.checkpoint().expect("signed").note;
        ledger.close();
        drop(ledger);
        let book = directory.path().join("book.db");
        let backup = fs::read(&book).expect("read");

        let ledger = open(&directory);
        limit_seats(&ledger, 5..20);
        let lost = ledger.checkpoint().expect("signed");
        ledger.close();
        drop(ledger);
        assert_eq!(kinds(&directory, &lost.note), [""; 0]);

        fs::write(&book, backup).expect("written");
        let ledger = open(&directory);
        assert_eq!(
            kinds(&directory, &lost.note),
            ["cut"],
            "nothing explains it yet"
        );
        let replaced_size = Some(lost.size);
        let restore = Caller::of_the_machine("amy");
        let recorded = ledger.write(&restore, "restore", move |work| {
            let body = Body::LedgerRestored(LedgerRestored {
                replaced_size,
                replaced_root: None,
            });
            let position = work.record(NewEvent::of_ledger(body), None)?;
            Ok(Receipt::default().at(position))
        });
        recorded.expect("recorded");
        limit_seats(&ledger, 30..90);
        assert_eq!(kinds(&directory, &lost.note), ["restored"]);
        assert_eq!(kinds(&directory, &before), [""; 0]);
    }
}
