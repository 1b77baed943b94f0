//! The way from asynchronous handlers to the ledger, which blocks.

use crate::failure::Failure;

/// Runs work on a thread that may block. It runs to its end even if the client leaves meanwhile.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|stopped| Failure::Stopped {
            panicked: stopped.is_panic(),
        })
}
