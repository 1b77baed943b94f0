//! Waits for a record: woken by whoever appends, and looking by itself all the same.

use std::sync::{Arc, Condvar, Mutex, Once, PoisonError, Weak};
use std::time::{Duration, Instant};

use rollbook_domain::Position;
use tokio_postgres::types::Type;

use super::PostgresLog;
use super::connection::Connection;
use super::sweep::FORGET;
use crate::EngineError;

/// Notifications can be lost, with the server or between two connections.
const GLANCE: Duration = Duration::from_millis(500);

/// How long to wait before listening anew.
const PAUSE: Duration = Duration::from_millis(250);

/// How often to see that the connection is still there, on which nobody may say anything for hours.
const PROBE: Duration = Duration::from_secs(15);

const HAS: &str = "SELECT EXISTS (SELECT FROM rollbook_log WHERE position >= $1)";

/// Says that there are new records, and not which: whoever hears it looks.
const TELL: &str = "NOTIFY rollbook_log";
const LISTEN: &str = "LISTEN rollbook_log";

/// Hears when others append; begins with the first one who waits.
pub(super) struct Listener {
    start: Once,
    heard: Arc<Heard>,
}

#[derive(Default)]
struct Heard {
    /// How often something was heard.
    count: Mutex<u64>,
    changed: Condvar,
}

impl Listener {
    pub(super) fn new() -> Listener {
        Listener {
            start: Once::new(),
            heard: Arc::default(),
        }
    }
}

impl Heard {
    fn count(&self) -> u64 {
        *self.count.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self) {
        *self.count.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.changed.notify_all();
    }

    /// Waits until more was heard than this.
    fn wait_for_more(&self, seen: u64, patience: Duration) {
        let count = self.count.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self
            .changed
            .wait_timeout_while(count, patience, |count| *count == seen);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }
}

impl PostgresLog {
    pub(super) fn wait_for(
        &self,
        position: Position,
        patience: Duration,
    ) -> Result<bool, EngineError> {
        let deadline = Instant::now() + patience;
        self.listener.start.call_once(|| self.listen());
        loop {
            // Before looking, so that nothing is missed in between.
            let seen = self.listener.heard.count();
            if self.has(position)? {
                return Ok(true);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(false);
            }
            self.listener.heard.wait_for_more(seen, left.min(GLANCE));
        }
    }

    /// Tells whoever listens, apart from the append: inside it, the server would let one commit at a
    /// time tell, and wait for its standby meanwhile.
    pub(super) fn tell(&self, connection: Connection) {
        let client = Arc::clone(&connection.client);
        let is_sweep_due = self.sweep.is_due();
        self.database.background().detach(async move {
            // Who does not hear it looks by itself, and what is not swept now is swept later.
            let _ = client.batch_execute(TELL).await;
            if is_sweep_due {
                let _ = client.batch_execute(FORGET).await;
            }
        });
        self.database.put_back(connection);
    }

    fn has(&self, position: Position) -> Result<bool, EngineError> {
        let position = position.0 as i64;
        let row = self.database.ask_again(move |client| async move {
            let parameters = [(&position as _, Type::INT8)];
            let row = client.query_typed_one(HAS, &parameters).await?;
            row.try_get(0)
        });
        row.map_err(|fault| self.told(fault))
    }

    fn listen(&self) {
        let connect = self.database.connector();
        let heard = Arc::downgrade(&self.listener.heard);
        self.database.background().detach(async move {
            // Ends with the runtime, or sooner where nobody is left to tell.
            while heard.strong_count() > 0 {
                if let Ok(connection) = connect().await
                    && is_listening(&connection).await
                {
                    // Something may have been missed until now.
                    add(&heard);
                    while connection.hear(PROBE).await {
                        add(&heard);
                    }
                }
                tokio::time::sleep(PAUSE).await;
            }
        });
    }
}

async fn is_listening(connection: &Connection) -> bool {
    let listening = tokio::time::timeout(PROBE, connection.client.batch_execute(LISTEN));
    matches!(listening.await, Ok(Ok(())))
}

fn add(heard: &Weak<Heard>) {
    if let Some(heard) = heard.upgrade() {
        heard.add();
    }
}
