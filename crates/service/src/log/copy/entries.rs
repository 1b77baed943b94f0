//! Records, from one log into another.

use rollbook_domain::Position;
use rollbook_records::{Header, Record};
use rollbook_sequencer::{Appended, Batch, Engine, Entry, Sequencer};

use super::error::CopyError;
use crate::Error;

/// Records that are read at once. A batch that is longer is read on to its end, because it must arrive
/// whole.
const PIECE: usize = 4096;

/// How many records a log has.
pub(super) fn size(log: &dyn Sequencer) -> Result<u64, Error> {
    Ok(log.head()?.map_or(0, |head| head.0 + 1))
}

/// Appends what the one log has beyond the other, and tells how many records that were.
pub(super) fn copy(
    from: &dyn Sequencer,
    to: &dyn Engine,
    on_progress: &mut dyn FnMut(u64, u64),
) -> Result<u64, Error> {
    let mut copied = 0;
    loop {
        let head = to.head()?;
        let next = head.map_or(0, |head| head.0 + 1);
        let last = head.map(|head| from.read(head, 1)).transpose()?;
        let last = last.and_then(|mut last| last.pop());
        let entries = whole_units(from, Position(next))?;
        on_progress(next, size(from)?.max(next));
        if entries.is_empty() {
            return Ok(copied);
        }
        copied += entries.len() as u64;
        append(to, last.as_ref(), &entries)?;
    }
}

/// The last record of the copy must be the original's at the same position.
///
/// # Errors
/// [`CopyError::OfAnother`].
pub(super) fn see_that_it_is_a_copy(from: &dyn Sequencer, to: &dyn Sequencer) -> Result<(), Error> {
    let Some(head) = to.head()? else {
        return Ok(());
    };
    let (original, copy) = (from.read(head, 1)?.pop(), to.read(head, 1)?.pop());
    match (original, copy) {
        (Some(original), Some(copy)) if original.record == copy.record => Ok(()),
        _ => Err(CopyError::OfAnother(head).into()),
    }
}

/// The next records, up to where a checkpoint stands, or at least up to where a unit ends.
fn whole_units(from: &dyn Sequencer, next: Position) -> Result<Vec<Entry>, Error> {
    let mut entries = from.read(next, PIECE)?;
    loop {
        if let Some(end) = end_of_units(&entries)? {
            entries.truncate(end);
            return Ok(entries);
        }
        let more = from.read(Position(next.0 + entries.len() as u64), PIECE)?;
        if more.is_empty() {
            return Ok(entries);
        }
        entries.extend(more);
    }
}

/// How many of these records are whole units for sure; `None` where not even the first is.
fn end_of_units(entries: &[Entry]) -> Result<Option<usize>, Error> {
    let signed = entries.iter().rposition(|entry| entry.checkpoint.is_some());
    if let Some(last) = signed {
        return Ok(Some(last + 1));
    }
    for (place, entry) in entries.iter().enumerate().skip(1).rev() {
        let record = Record::decode(&entry.record)?;
        if matches!(record.header, Header::Own(_)) {
            return Ok(Some(place));
        }
    }
    Ok(None)
}

/// Appends behind the last record that both have.
fn append(to: &dyn Engine, last: Option<&Entry>, entries: &[Entry]) -> Result<(), Error> {
    let head = last.map(|last| last.position);
    let first = head.map_or(0, |head| head.0 + 1);
    let pieces = |from: Position, limit: usize| {
        let skipped = from.0.saturating_sub(first) as usize;
        let piece = entries.iter().skip(skipped).take(limit);
        Ok(piece.map(|entry| entry.record.clone()).collect())
    };
    let end = entries.last();
    let appended = to.append(&Batch {
        expected_head: head,
        record_at_head: last.map(|last| last.record.as_slice()),
        count: entries.len() as u64,
        records: &pieces,
        checkpoint: end.and_then(|end| end.checkpoint.as_deref()),
        receipts: end.and_then(|end| end.receipts.as_deref()),
    });
    match appended {
        // Looked at again: what an attempt wrote whose answer was lost is there by then.
        Appended::Committed | Appended::Unknown(_) => Ok(()),
        Appended::Conflict => Err(Error::Contended),
        Appended::Failed(error) => Err(error.into()),
    }
}
