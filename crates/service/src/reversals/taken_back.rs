//! What a reversal has taken back before needs nothing more (R53). What another hand has put back,
//! or a reversal of something else, is kept, and so it is told who did.

use rollbook_book::Reads;
use rollbook_domain::{BatchId, Position};
use rollbook_records::{BatchKind, BatchRecorded, Body, Header};

use super::ReversalTarget;
use crate::Error;
use crate::vault::Vault;

/// Whether the record at `latest` is of a reversal that was asked to take back every one of
/// `targets`, which are among those that are to be taken back now.
pub(super) fn was_taken_back(
    reads: &Reads<'_>,
    vault: &Vault,
    asked: &ReversalTarget,
    targets: &[Position],
    latest: Position,
) -> Result<bool, Error> {
    let Some(batch) = batch_of(reads, latest)? else {
        return Ok(false);
    };
    if batch.kind != BatchKind::Reversal {
        return Ok(false);
    }
    if let Some(event) = batch.of_event {
        return Ok(targets.iter().all(|target| target.0 == event));
    }
    if let Some(query) = &batch.of_query {
        let query = vault.text(query)?;
        return Ok(matches!(asked, ReversalTarget::Query(asked) if *asked == query));
    }
    let Some(of) = batch.of_batch.map(BatchId::from) else {
        return Ok(false);
    };
    if *asked == ReversalTarget::Batch(of) {
        return Ok(true);
    }
    let range = reads.batch(of)?.map(|row| row.first..=row.last);
    Ok(range.is_some_and(|range| targets.iter().all(|target| range.contains(target))))
}

/// The first record of the batch that a record belongs to, if it belongs to one.
fn batch_of(reads: &Reads<'_>, position: Position) -> Result<Option<Box<BatchRecorded>>, Error> {
    let first = match reads.record(position)?.header {
        Header::Own(_) => return Ok(None),
        Header::Behind(distance) => Position(position.0.saturating_sub(u64::from(distance))),
    };
    Ok(match reads.record(first)?.body {
        Body::BatchRecorded(batch) => Some(batch),
        _ => None,
    })
}
