//! What is asynchronous runs in a thread of its own; whoever asks for it waits.

use std::future::Future;
use std::io;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};

/// How much longer than its own time-out an answer is waited for. Nothing is late by that much
/// unless the thread itself is gone.
const GRACE: Duration = Duration::from_secs(5);

/// A runtime that nobody else uses (ADR 4). Callers may be inside another one: they block all the same.
pub(super) struct Background(Option<Runtime>);

/// An answer that is still to come.
pub(super) struct Pending<T> {
    answer: Receiver<Option<T>>,
    patience: Duration,
}

/// No answer came in time.
#[derive(Debug)]
pub(super) struct Late(pub Duration);

impl Background {
    pub(super) fn start() -> io::Result<Background> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("rollbook-postgres")
            .enable_all()
            .build()?;
        Ok(Background(Some(runtime)))
    }

    /// Begins something that is given up when it takes longer than this.
    pub(super) fn begin<T: Send + 'static>(
        &self,
        patience: Duration,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Pending<T> {
        let (sender, answer) = mpsc::channel();
        self.detach(async move {
            let done = tokio::time::timeout(patience, work).await;
            // Whoever asked may be gone.
            let _ = sender.send(done.ok());
        });
        Pending { answer, patience }
    }

    /// Does something, and waits for it.
    pub(super) fn run<T: Send + 'static>(
        &self,
        patience: Duration,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, Late> {
        self.begin(patience, work).wait()
    }

    /// Begins something that nobody waits for, and that ends with this at the latest.
    pub(super) fn detach(&self, work: impl Future<Output = ()> + Send + 'static) {
        if let Some(runtime) = &self.0 {
            runtime.spawn(work);
        }
    }
}

impl<T> Pending<T> {
    pub(super) fn wait(self) -> Result<T, Late> {
        match self.answer.recv_timeout(self.patience + GRACE) {
            Ok(Some(done)) => Ok(done),
            Ok(None) | Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                Err(Late(self.patience))
            }
        }
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        // Waiting for what it does is forbidden inside another runtime, and nothing is worth it.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
