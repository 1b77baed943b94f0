//! The way from asynchronous handlers to the ledger, which blocks.

use rollbook_service::Error;

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
