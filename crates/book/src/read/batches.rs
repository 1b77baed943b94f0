//! Batches, newest first.

use rollbook_domain::{BatchId, Position};
use rusqlite::{OptionalExtension, Row};

use super::{Reads, sixteen};
use crate::BookError;

/// Where a batch stands in the log. What it did is in its first record.
#[derive(Clone, Copy, Debug)]
pub struct BatchRow {
    pub id: BatchId,
    pub first: Position,
    pub last: Position,
}

impl BatchRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<BatchRow> {
        Ok(BatchRow {
            first: Position(row.get(0)?),
            id: BatchId::from_bytes(sixteen(row, 1)?),
            last: Position(row.get(2)?),
        })
    }
}

impl Reads<'_> {
    /// Batches that begin before a position, newest first.
    pub fn batches(
        &self,
        before: Option<Position>,
        limit: usize,
    ) -> Result<Vec<BatchRow>, BookError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT number, batch_id, last_position FROM batches \
             WHERE ?1 IS NULL OR number < ?1 ORDER BY number DESC LIMIT ?2",
        )?;
        let rows =
            statement.query_map((before.map(|position| position.0), limit), BatchRow::read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The batch with this id.
    pub fn batch(&self, id: BatchId) -> Result<Option<BatchRow>, BookError> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT number, batch_id, last_position FROM batches WHERE batch_id = ?",
            )?
            .query_row([id.as_bytes()], BatchRow::read)
            .optional()?)
    }
}
