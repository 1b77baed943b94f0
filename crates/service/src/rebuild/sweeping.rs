//! The thread that removes what a rebuild left, as long as a server serves.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use rollbook_book::Book;

use crate::{Error, Ledger};

/// How often it looks. Tables that were left still find whoever is deleted meanwhile, so not seldom
/// (R42).
const GLANCE: Duration = Duration::from_secs(5);

/// Sweeps until it is dropped. Nobody waits for its end: wherever it stops, the next one goes on.
pub struct Sweeping(
    #[expect(dead_code, reason = "dropped, it tells the thread to end")] Sender<()>,
);

impl Ledger {
    /// Starts to remove what a rebuild left that was cut off, whenever there is any.
    ///
    /// # Errors
    /// [`Error::File`] where the machine gives no thread.
    pub fn keep_swept(&self) -> Result<Sweeping, Error> {
        let (stop, stopped) = channel();
        let book = Arc::clone(&self.book);
        std::thread::Builder::new()
            .name("sweeping".to_owned())
            .spawn(move || keep(&book, &stopped))
            .map_err(Error::File)?;
        Ok(Sweeping(stop))
    }
}

fn keep(book: &Book, stopped: &Receiver<()>) {
    loop {
        match book.sweep_rebuild(&mut |_| {}) {
            Ok(false) => {}
            Ok(true) => tracing::info!("what a rebuild had left in book.db was removed"),
            Err(error) => tracing::warn!(
                %error,
                "what is left of a rebuild could not be removed; it is tried again in {} seconds",
                GLANCE.as_secs()
            ),
        }
        if stopped.recv_timeout(GLANCE) != Err(RecvTimeoutError::Timeout) {
            return;
        }
    }
}
