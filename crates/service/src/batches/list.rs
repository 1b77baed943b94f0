//! Pages of batches, newest first.

use rollbook_domain::Position;

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
        let mut batches = Vec::new();
        self.ledger.read(|reads| {
            loop {
                let rows = reads.batches(before, limit + 1)?;
                for row in &rows {
                    before = Some(row.first);
                    batches.extend(self.render_batch(reads, row)?);
                    if batches.len() > limit {
                        return Ok(());
                    }
                }
                if rows.len() <= limit {
                    return Ok::<_, Error>(());
                }
            }
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
