//! Has the log for itself: others' appends wait until the transaction ends that has locked the table.

use super::PostgresLog;
use super::connection::Connection;
use crate::{Appended, Batch, EngineError, Turn};

/// Readers go on. Whoever appends meanwhile waits, or gives up after the session's `lock_timeout`.
const LOCK: &str = "BEGIN; LOCK TABLE rollbook_log IN SHARE ROW EXCLUSIVE MODE";

/// Dropped without an append, its connection is closed, and so its transaction is rolled back. The
/// server ends it by itself where the node has died (`idle_in_transaction_session_timeout`).
struct LockedTable<'a> {
    log: &'a PostgresLog,
    connection: Connection,
}

impl PostgresLog {
    pub(super) fn lock_table(&self) -> Result<Box<dyn Turn + '_>, EngineError> {
        let connection = self
            .database
            .connection()
            .map_err(|fault| self.told(fault))?;
        let locked = self.database.ask(&connection, |client| async move {
            client.batch_execute(LOCK).await
        });
        locked.map_err(|fault| self.told(fault))?;
        Ok(Box::new(LockedTable {
            log: self,
            connection,
        }))
    }
}

impl Turn for LockedTable<'_> {
    fn append(self: Box<Self>, batch: &Batch<'_>) -> Appended {
        self.log.append_in_transaction(self.connection, batch)
    }
}
