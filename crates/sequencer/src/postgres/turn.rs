//! Has the log for itself: others' appends wait until the transaction ends that has locked the table.

use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio_postgres::Client;

use super::PostgresLog;
use super::connection::Connection;
use crate::{Appended, Batch, EngineError, Turn};

/// Readers go on. Whoever appends meanwhile waits, or gives up after the session's `lock_timeout`.
const LOCK: &str = "BEGIN; LOCK TABLE rollbook_log IN SHARE ROW EXCLUSIVE MODE";

/// How often the server hears of a node whose turn it is, in the time in which an answer is due; it waits for
/// twice that time.
const SIGNS_OF_LIFE: u32 = 2;

/// Dropped without an append, its connection is closed, and so its transaction is rolled back. The
/// server ends it by itself where the node has died (`idle_in_transaction_session_timeout`).
struct LockedTable<'a> {
    log: &'a PostgresLog,
    connection: Connection,
    _held: Arc<()>,
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
        let held = Arc::new(());
        let pause = self.database.patience() / SIGNS_OF_LIFE;
        let keeping = keep(Arc::clone(&connection.client), Arc::downgrade(&held), pause);
        self.database.background().detach(keeping);
        Ok(Box::new(LockedTable {
            log: self,
            connection,
            _held: held,
        }))
    }
}

impl Turn for LockedTable<'_> {
    fn append(self: Box<Self>, batch: &Batch<'_>) -> Appended {
        self.log.append_in_transaction(self.connection, batch)
    }
}

/// Deciding a large import takes longer than the server would wait for a node that has died.
async fn keep(client: Arc<Client>, held: Weak<()>, pause: Duration) {
    loop {
        tokio::time::sleep(pause).await;
        // What ends the transaction is told by the append.
        if held.strong_count() == 0 || client.batch_execute("SELECT 1").await.is_err() {
            return;
        }
    }
}
