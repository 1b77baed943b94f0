//! The way from asynchronous handlers to the ledger, which blocks.

use rollbook_service::{Awaited, Error};

use crate::failure::Failure;

/// Runs work on a thread that may block. It runs to its end even if the client leaves meanwhile.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work).await.map_err(|stopped| {
        if !stopped.is_panic() {
            return Failure::Ledger(Error::ShuttingDown);
        }
        // What it said may name somebody; it stands on the process's standard error only.
        tracing::error!("a use case panicked");
        Failure::Broken
    })
}

/// The same for work that asks now and then whether its answer is awaited: with this future, which is
/// dropped where the client has left, the answer is given up.
pub(crate) async fn blocking_while_awaited<T: Send + 'static>(
    work: impl FnOnce(Awaited) -> T + Send + 'static,
) -> Result<T, Failure> {
    let waiting = Waiting::default();
    let awaited = waiting.0.clone();
    blocking(move || work(awaited)).await
}

/// Whoever waits for an answer.
#[derive(Default)]
struct Waiting(Awaited);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.give_up();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::{Duration, Instant};

    use super::*;

    /// Longer than anything here takes.
    const LONG: Duration = Duration::from_secs(60);

    #[tokio::test(flavor = "multi_thread")]
    async fn work_learns_that_nobody_waits_for_its_answer() {
        let (start, started) = tokio::sync::oneshot::channel();
        let (end, ended) = mpsc::channel();
        let answering = tokio::spawn(blocking_while_awaited(move |awaited| {
            assert!(!awaited.is_given_up());
            start.send(()).expect("somebody listens");
            let began = Instant::now();
            while !awaited.is_given_up() && began.elapsed() < LONG {
                std::thread::yield_now();
            }
            end.send(awaited.is_given_up()).expect("somebody listens");
        }));
        started.await.expect("begun");
        answering.abort();
        let is_given_up = tokio::task::spawn_blocking(move || ended.recv());
        assert_eq!(is_given_up.await.expect("no panic"), Ok(true));
    }
}
