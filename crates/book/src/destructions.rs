//! Keys that must go (R42, R43): noted in the transaction that records why, and forgotten once they
//! are gone. So whoever stops in between is finished by the next one, without looking for it.

use rollbook_records::KeyId;
use rusqlite::Connection;

use crate::{BookError, Reads, Transaction, Writer};

impl Transaction<'_> {
    /// Has a key destroyed once this transaction is durable. (Those of deleted accounts are noted
    /// by their records.)
    pub fn destroy_key(&self, id: KeyId) -> Result<(), BookError> {
        destroy_key(self.connection, &id.0)
    }

    /// Forgets keys that are gone.
    pub fn forget_destructions(&self, ids: &[KeyId]) -> Result<(), BookError> {
        let mut delete = self
            .connection
            .prepare_cached("DELETE FROM pending_destructions WHERE key_id = ?")?;
        for id in ids {
            delete.execute([id.0])?;
        }
        Ok(())
    }
}

impl Reads<'_> {
    /// The keys that are still to be destroyed.
    pub fn pending_destructions(&self) -> Result<Vec<KeyId>, BookError> {
        pending(self.connection)
    }
}

impl Writer {
    /// As [`Reads::pending_destructions`], between two transactions.
    pub fn pending_destructions(&self) -> Result<Vec<KeyId>, BookError> {
        pending(&self.connection)
    }

    /// Empties the write-ahead log, which may hold what the views no longer do, unless somebody is
    /// just reading it. What is left then is overwritten as the log is used again.
    pub fn empty_write_ahead_log(&self) -> Result<(), BookError> {
        self.without_patience(|connection| {
            Ok(connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
        })
    }
}

/// Notes a key that is to be destroyed.
pub(crate) fn destroy_key(connection: &Connection, id: &[u8; 16]) -> Result<(), BookError> {
    connection
        .prepare_cached("INSERT OR IGNORE INTO pending_destructions (key_id) VALUES (?)")?
        .execute([id])?;
    Ok(())
}

fn pending(connection: &Connection) -> Result<Vec<KeyId>, BookError> {
    let mut statement = connection.prepare_cached("SELECT key_id FROM pending_destructions")?;
    let rows = statement.query_map([], |row| row.get(0).map(KeyId))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
