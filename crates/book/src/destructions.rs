//! Keys that must go (R42, R43): noted in the transaction that records why, and forgotten once they
//! are gone, and with them what the write-ahead log held of theirs. So whoever stops in between is
//! finished by the next one, without looking for it.

use std::time::Duration;

use rollbook_records::KeyId;
use rusqlite::Connection;

use crate::{BookError, Reads, Transaction, Writer};

impl Transaction<'_> {
    /// Has a key destroyed once this transaction is durable. (Those of deleted accounts are noted
    /// by their records.)
    pub fn destroy_key(&self, id: KeyId) -> Result<(), BookError> {
        destroy_key(self.connection, &id.0)
    }

    /// Notes keys that are gone, of which the write-ahead log may still hold something.
    pub fn note_destroyed(&self, ids: &[KeyId]) -> Result<(), BookError> {
        self.of_each(
            ids,
            "UPDATE pending_destructions SET destroyed = 1 WHERE key_id = ?",
        )
    }

    /// Forgets keys that are gone, and everything of theirs with them.
    pub fn forget_destructions(&self, ids: &[KeyId]) -> Result<(), BookError> {
        self.of_each(ids, "DELETE FROM pending_destructions WHERE key_id = ?")
    }

    fn of_each(&self, ids: &[KeyId], sql: &str) -> Result<(), BookError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        for id in ids {
            statement.execute([id.0])?;
        }
        Ok(())
    }
}

impl Reads<'_> {
    /// The keys that are still to be destroyed.
    pub fn pending_destructions(&self) -> Result<Vec<KeyId>, BookError> {
        noted(self.connection, false)
    }

    /// The keys that are gone, while the write-ahead log may still hold what the views held of theirs.
    pub fn destroyed_with_traces(&self) -> Result<Vec<KeyId>, BookError> {
        noted(self.connection, true)
    }
}

impl Writer {
    /// As [`Reads::pending_destructions`], between two transactions.
    pub fn pending_destructions(&self) -> Result<Vec<KeyId>, BookError> {
        noted(&self.connection, false)
    }

    /// As [`Reads::destroyed_with_traces`], between two transactions.
    pub fn destroyed_with_traces(&self) -> Result<Vec<KeyId>, BookError> {
        noted(&self.connection, true)
    }

    /// Empties the write-ahead log, which may hold what the views no longer do. Tells whether it is
    /// empty now: not where somebody reads from it for longer than `patience`.
    pub fn empty_write_ahead_log(&self, patience: Duration) -> Result<bool, BookError> {
        self.with_patience(patience, empty_write_ahead_log)
    }
}

/// Tells whether the write-ahead log is empty now: not where somebody is in the way.
pub(crate) fn empty_write_ahead_log(connection: &Connection) -> Result<bool, BookError> {
    let is_in_the_way = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
        row.get::<_, bool>(0)
    });
    match is_in_the_way.map_err(BookError::from) {
        Ok(is_in_the_way) => Ok(!is_in_the_way),
        Err(error) if error.is_busy() => Ok(false),
        Err(error) => Err(error),
    }
}

/// Notes a key that is to be destroyed.
pub(crate) fn destroy_key(connection: &Connection, id: &[u8; 16]) -> Result<(), BookError> {
    connection
        .prepare_cached("INSERT OR IGNORE INTO pending_destructions (key_id) VALUES (?)")?
        .execute([id])?;
    Ok(())
}

fn noted(connection: &Connection, destroyed: bool) -> Result<Vec<KeyId>, BookError> {
    let mut statement =
        connection.prepare_cached("SELECT key_id FROM pending_destructions WHERE destroyed = ?")?;
    let rows = statement.query_map([destroyed], |row| row.get(0).map(KeyId))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
