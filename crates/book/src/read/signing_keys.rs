//! The keys that sign checkpoints (R64).

use rollbook_domain::Position;
use rusqlite::{OptionalExtension, Row};

use super::Reads;
use crate::BookError;

/// A key that the ledger adopted; it signs from here until the next one is adopted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SigningKeyRow {
    /// Of the record that adopts it.
    pub position: Position,
    /// Ed25519.
    pub public_key: [u8; 32],
}

impl Reads<'_> {
    /// The key that the ledger adopted last; `None` where it has none yet.
    pub fn signing_key(&self) -> Result<Option<SigningKeyRow>, BookError> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT position, public_key FROM signing_keys ORDER BY position DESC LIMIT 1",
            )?
            .query_row([], read)
            .optional()?)
    }

    /// Every key that the ledger ever adopted, the first one first.
    pub fn signing_keys(&self) -> Result<Vec<SigningKeyRow>, BookError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT position, public_key FROM signing_keys ORDER BY position")?;
        let rows = statement.query_map([], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<SigningKeyRow> {
    Ok(SigningKeyRow {
        position: Position(row.get(0)?),
        public_key: row.get(1)?,
    })
}
