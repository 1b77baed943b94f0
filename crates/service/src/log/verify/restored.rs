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
    reads.rows_of_log(0, i64::MAX, |position, bytes| {
        let position = position as u64;
        if position < checkpoint.size && is_restore_of(bytes, checkpoint) {
            explained = Some(position);
        }
        Ok::<_, rollbook_book::BookError>(())
    })?;
    let Some(position) = explained else {
        return Ok(None);
    };
    let at = reads.time_of(Position(position))?.format("%Y-%m-%d %H:%M UTC");
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
