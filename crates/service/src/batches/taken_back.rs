//! Which batch was taken back, and by which other one.

use std::collections::HashMap;

use rollbook_book::Reads;
use rollbook_domain::{BatchId, Position};
use rollbook_records::BatchKind;

use super::show::recorded;
use crate::Error;

/// Batches looked at together.
const CHUNK: usize = 1000;

/// What was done last about batches.
pub(super) struct TakenBack(HashMap<BatchId, Verdict>);

enum Verdict {
    TakenBackBy(BatchId),
    GivenAgain,
}

impl TakenBack {
    /// Of the batches at this position and behind it. Batches are few beside their events, so
    /// looking at each one costs little.
    pub(super) fn from(reads: &Reads<'_>, first: Position) -> Result<TakenBack, Error> {
        let mut before = None;
        // Newest first: whatever undoes a batch is known before the batch itself is met.
        let mut latest = HashMap::new();
        loop {
            let rows = reads.batches(before, CHUNK)?;
            for row in rows.iter().take_while(|row| row.first > first) {
                let record = reads.record(row.first)?;
                let recorded = recorded(&record, row.first)?;
                let verdict = match recorded.kind {
                    BatchKind::Reversal => Verdict::TakenBackBy(row.id),
                    BatchKind::Replay => Verdict::GivenAgain,
                    _ => continue,
                };
                let is_undone = matches!(latest.get(&row.id), Some(Verdict::TakenBackBy(_)));
                if let (false, Some(of)) = (is_undone, recorded.of_batch) {
                    latest.entry(of.into()).or_insert(verdict);
                }
            }
            match rows.last().filter(|last| last.first > first) {
                Some(last) => before = Some(last.first),
                None => return Ok(TakenBack(latest)),
            }
        }
    }

    /// The latest batch that took this one back, unless that was undone itself since: taken back,
    /// or this one given again (R54).
    pub(super) fn by(&self, batch: BatchId) -> Option<BatchId> {
        match self.0.get(&batch) {
            Some(Verdict::TakenBackBy(id)) => Some(*id),
            Some(Verdict::GivenAgain) | None => None,
        }
    }
}
