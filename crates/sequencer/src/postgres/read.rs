//! Reads records in their order.

use rollbook_domain::Position;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::PostgresLog;
use super::fault::Fault;
use crate::{EngineError, Entry};

/// More records are read in several pieces: each may have 64 KiB.
const PIECE: usize = 4096;

const READ: &str = "SELECT position, record, checkpoint, receipts
    FROM rollbook_log LEFT JOIN rollbook_receipts USING (position)
    WHERE position >= $1 ORDER BY position LIMIT $2";

const LAST: &str = "SELECT max(position) FROM rollbook_log";

impl PostgresLog {
    pub(super) fn read_from(
        &self,
        from: Position,
        limit: usize,
    ) -> Result<Vec<Entry>, EngineError> {
        let (first, limit) = (from.0 as i64, limit.min(PIECE) as i64);
        let rows = self.database.ask_again(move |client| async move {
            let parameters = [(&first as _, Type::INT8), (&limit as _, Type::INT8)];
            client.query_typed(READ, &parameters).await
        });
        let rows = rows.map_err(|fault| self.told(fault))?;
        let mut entries = Vec::with_capacity(rows.len());
        for (row, position) in rows.iter().zip(from.0..) {
            entries.push(entry(row, Position(position)).map_err(|fault| self.told(fault))?);
        }
        Ok(entries)
    }

    pub(super) fn last_position(&self) -> Result<Option<Position>, EngineError> {
        let row = self
            .database
            .ask_again(|client| async move { client.query_typed_one(LAST, &[]).await });
        let last: Option<i64> = row
            .and_then(|row| row.try_get(0).map_err(unreadable))
            .map_err(|fault| self.told(fault))?;
        Ok(last.map(|last| Position(last as u64)))
    }
}

/// A row, which must have this position.
fn entry(row: &Row, position: Position) -> Result<Entry, Fault> {
    let found: i64 = row.try_get(0).map_err(unreadable)?;
    if found != position.0 as i64 {
        return Err(Fault::Damaged(format!(
            "it has no record at position {position}, and has one at {found}"
        )));
    }
    Ok(Entry {
        position,
        record: row.try_get(1).map_err(unreadable)?,
        checkpoint: row.try_get(2).map_err(unreadable)?,
        receipts: row.try_get(3).map_err(unreadable)?,
    })
}

fn unreadable(error: tokio_postgres::Error) -> Fault {
    Fault::Damaged(error.to_string())
}
