//! Pages of batches, newest first.

use rollbook_book::Reads;
use rollbook_domain::{BatchId, Position};

use super::taken_back::TakenBack;
use crate::{Error, Reader, answers, cursor};

impl Reader<'_> {
    /// A page of batches. An institution admin sees those that it made itself, as such.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a limit or a cursor that is not accepted.
    pub fn batches(&self, limit: usize, cursor: Option<&str>) -> Result<answers::BatchList, Error> {
        cursor::page(limit)?;
        let mut before = cursor
            .map(cursor::decode)
            .transpose()?
            .map(|place| Position(u64::from_be_bytes(place)));
        let mut batches = self.ledger.read(|reads| {
            let mut shown = Vec::new();
            while shown.len() <= limit {
                let rows = reads.batches(before, limit + 1)?;
                for row in &rows {
                    before = Some(row.first);
                    let batch = self.render_batch(reads, row)?;
                    shown.extend(batch.map(|batch| (row.id, batch)));
                }
                if rows.len() <= limit {
                    break;
                }
            }
            shown.truncate(limit + 1);
            tell_taken_back(reads, shown)
        })?;
        let next = (batches.len() > limit).then(|| {
            batches.truncate(limit);
            batches
                .last()
                .map(|batch| cursor::encode(&batch.first_position.to_be_bytes()))
        });
        Ok(answers::BatchList {
            batches,
            next: next.flatten(),
        })
    }
}

/// The batches, newest first, each with the one that took it back.
fn tell_taken_back(
    reads: &Reads<'_>,
    shown: Vec<(BatchId, answers::Batch)>,
) -> Result<Vec<answers::Batch>, Error> {
    let Some((_, oldest)) = shown.last() else {
        return Ok(Vec::new());
    };
    let taken_back = TakenBack::from(reads, Position(oldest.first_position))?;
    let told = shown.into_iter().map(|(id, batch)| answers::Batch {
        reversed_by: taken_back.by(id).map(|by| by.to_string()),
        ..batch
    });
    Ok(told.collect())
}
