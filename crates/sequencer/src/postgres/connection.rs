//! One connection, and the task that keeps it going.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::Notify;
use tokio::task::AbortHandle;
use tokio::time::timeout;
use tokio_postgres::error::SqlState;
use tokio_postgres::{AsyncMessage, Client};

/// Its socket is closed when it is dropped. The server then ends what it was doing, unless that waits
/// for a standby.
pub(super) struct Connection {
    pub client: Arc<Client>,
    signals: Arc<Signals>,
    task: AbortHandle,
}

/// What a server says without being asked.
#[derive(Default)]
struct Signals {
    /// How often it said that it no longer waits for a standby.
    unreplicated: AtomicU64,
    /// Somebody notified whoever listens.
    notified: Notify,
}

impl Connection {
    /// Must be called inside the runtime that is to keep it going.
    pub(super) fn keep<S, T>(
        client: Client,
        connection: tokio_postgres::Connection<S, T>,
    ) -> Connection
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
        T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let signals = Arc::new(Signals::default());
        let task = tokio::spawn(keep_going(connection, Arc::clone(&signals)));
        Connection {
            client: Arc::new(client),
            signals,
            task: task.abort_handle(),
        }
    }

    /// How often the server gave up waiting for its standby: what was committed then may be lost
    /// with the server, although it said that it was committed.
    pub(super) fn unreplicated(&self) -> u64 {
        self.signals.unreplicated.load(Ordering::Acquire)
    }

    /// Waits for the next notification, or as long as this; false where the connection is gone.
    pub(super) async fn hear(&self, patience: Duration) -> bool {
        match timeout(patience, self.signals.notified.notified()).await {
            Ok(()) => !self.client.is_closed(),
            Err(_) => {
                let probe = timeout(patience, self.client.check_connection());
                matches!(probe.await, Ok(Ok(())))
            }
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn keep_going<S, T>(connection: tokio_postgres::Connection<S, T>, signals: Arc<Signals>)
where
    S: AsyncRead + AsyncWrite + Unpin,
    T: AsyncRead + AsyncWrite + Unpin,
{
    let mut connection = pin!(connection);
    while let Some(Ok(message)) = poll_fn(|context| connection.poll_message(context)).await {
        match message {
            // Its words are in the server's language. Nothing else that is asked here gives a warning.
            AsyncMessage::Notice(notice)
                if [SqlState::WARNING, SqlState::ADMIN_SHUTDOWN].contains(notice.code()) =>
            {
                signals.unreplicated.fetch_add(1, Ordering::Release);
            }
            AsyncMessage::Notification(_) => signals.notified.notify_one(),
            _ => {}
        }
    }
    signals.notified.notify_one();
}
