//! A log that goes on from a backup is not the one that it replaced, and says so itself.

use rollbook_book::{BookError, Reads};
use rollbook_domain::Position;
use rollbook_proofs::Checkpoint;
use rollbook_records::{Body, Envelope, Kind, Record};

use super::Pinned;
use super::keys::{AdoptedKey, fault};
use crate::answers::LogFault;

/// What to tell of a checkpoint of records that a restore replaced: one that a key signed which the
/// log had adopted before it was restored, and of a size that only the replaced log had. `None` where
/// no restore explains it.
pub(super) fn behind(
    reads: &Reads<'_>,
    pinned: &Pinned,
    keys: &[AdoptedKey],
) -> Result<Option<LogFault>, BookError> {
    let Pinned { note, checkpoint } = pinned;
    let signer = keys
        .iter()
        .find(|adopted| Checkpoint::open(note, std::slice::from_ref(&adopted.key)).is_ok());
    let Some(since) = signer.map(|signer| signer.position) else {
        return Ok(None);
    };
    let mut explained = None;
    reads.rows_of_log(0..=i64::MAX, |position, bytes| {
        let position = position as u64;
        if (since + 1..checkpoint.size).contains(&position) && is_restore_of(bytes, checkpoint) {
            explained = Some(position);
        }
        Ok::<_, BookError>(())
    })?;
    Ok(explained.map(|position| {
        let at = reads.time_of(Position(position));
        let at = at.map_or(String::new(), |at| {
            format!("{}, ", at.format("%Y-%m-%d %H:%M UTC"))
        });
        let message = format!(
            "the checkpoint is of the log before it was restored from a backup ({at}position {position}): what was recorded \
             between the backup and the checkpoint is not here any more; ask the log's operator, and keep a new checkpoint"
        );
        fault(Some(position), "restored", message)
    }))
}

fn is_restore_of(bytes: &[u8], checkpoint: &Checkpoint) -> bool {
    let is_restore =
        Envelope::decode(bytes).is_ok_and(|envelope| envelope.kind == Kind::LedgerRestored);
    if !is_restore {
        return false;
    }
    let Ok(Body::LedgerRestored(event)) = Record::decode(bytes).map(|record| record.body) else {
        return false;
    };
    match event.replaced_size {
        Some(size) if size == checkpoint.size => event
            .replaced_root
            .is_none_or(|replaced| replaced == checkpoint.root),
        Some(size) => checkpoint.size < size,
        // Nobody knew the log that was replaced.
        None => true,
    }
}

#[cfg(test)]
mod tests;
