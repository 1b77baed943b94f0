//! The client, which is asked from threads that wait, and made anew when it has had enough.

use std::future::Future;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use eventstore::{Client, Credentials};
use tokio::runtime::{Builder, Runtime};

use super::address::Address;
use super::fault::Fault;

/// How much longer than an answer the thread waits that asked: the runtime's own clock is to end a
/// call, but for one that does not let go of it.
const GRACE: Duration = Duration::from_secs(2);

/// One client at a time.
pub(super) struct Connection {
    address: Address,
    answer: Duration,
    live: Mutex<Option<Arc<Live>>>,
}

/// A client and the runtime that all its tasks run on. The client's own tasks end with no client, only
/// with their runtime.
struct Live {
    client: Client,
    runtime: Option<Runtime>,
}

impl Drop for Live {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Connection {
    pub(super) fn new(address: Address, answer: Duration) -> Connection {
        Connection {
            address,
            answer,
            live: Mutex::new(None),
        }
    }

    pub(super) fn place(&self) -> &str {
        &self.address.place
    }

    pub(super) fn credentials(&self) -> Option<Credentials> {
        self.address.credentials.clone()
    }

    /// For the answer to one call.
    pub(super) fn answer(&self) -> Duration {
        self.answer
    }

    /// Asks the client, and lets go of it where that is all that helps.
    pub(super) fn call<T, F>(&self, ask: impl FnOnce(Client) -> F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Fault>> + Send + 'static,
    {
        let live = self.live()?;
        let asked = self.ask(&live, ask(live.client.clone()));
        if asked.as_ref().is_err_and(|fault| !fault.spares_client()) {
            self.let_go_of(&live);
        }
        asked
    }

    fn ask<T, F>(&self, live: &Live, asked: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Fault>> + Send + 'static,
    {
        let Some(runtime) = &live.runtime else {
            return Err(Fault::Unreachable("the client has ended".to_owned()));
        };
        let (tell, told) = sync_channel(1);
        let limit = self.answer;
        runtime.spawn(async move {
            let answer = tokio::time::timeout(limit, asked).await;
            // Whoever asked may have gone.
            let _ = tell.send(answer);
        });
        match told.recv_timeout(limit + GRACE) {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) | Err(RecvTimeoutError::Timeout) => Err(Fault::Lost(format!(
                "no answer within {:.1} s",
                limit.as_secs_f32()
            ))),
            // Over an answer that it does not know, the client panics, which ends its task alone.
            Err(RecvTimeoutError::Disconnected) => Err(Fault::Lost(
                "the client did not understand an answer".to_owned(),
            )),
        }
    }

    fn live(&self) -> Result<Arc<Live>, Fault> {
        let mut live = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(live) = &*live {
            return Ok(Arc::clone(live));
        }
        let made = Arc::new(self.make()?);
        *live = Some(Arc::clone(&made));
        Ok(made)
    }

    fn make(&self) -> Result<Live, Fault> {
        // The client would install another library of cryptography; whoever is first stays.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("kurrentdb")
            .enable_all()
            .build()
            .map_err(|error| Fault::Unreachable(error.to_string()))?;
        let handle = runtime.handle().clone();
        let settings = self.address.settings.clone();
        match Client::with_runtime_handle(handle, settings) {
            Ok(client) => Ok(Live {
                client,
                runtime: Some(runtime),
            }),
            Err(error) => {
                runtime.shutdown_background();
                Err(Fault::Refused(error.to_string()))
            }
        }
    }

    /// A client whose first connect failed stays dead, and one whose leader is gone stays with it.
    fn let_go_of(&self, dead: &Arc<Live>) {
        let mut live = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        if live.as_ref().is_some_and(|live| Arc::ptr_eq(live, dead)) {
            *live = None;
        }
    }
}
