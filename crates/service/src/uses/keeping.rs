//! The thread that writes uses down as long as a server serves.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::{Error, Ledger};

/// How often uses are written down: a list of tokens need not be truer, and each time is a commit.
const PERIOD: Duration = Duration::from_secs(60);

/// Writes uses down until it is dropped, and then once more.
pub struct KeptUses {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Ledger {
    /// Starts to write down when tokens and sessions were last used.
    ///
    /// # Errors
    /// [`Error::File`] where the machine gives no thread.
    pub fn keep_uses(&self) -> Result<KeptUses, Error> {
        let (stop, stopped) = channel();
        let ledger = self.clone();
        let thread = std::thread::Builder::new()
            .name("uses".to_owned())
            .spawn(move || keep(&ledger, &stopped))
            .map_err(Error::File)?;
        Ok(KeptUses {
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

impl Drop for KeptUses {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            // A panic there has been told on standard error.
            let _ = thread.join();
        }
    }
}

fn keep(ledger: &Ledger, stopped: &Receiver<()>) {
    loop {
        let is_asked_to_stop = stopped.recv_timeout(PERIOD) != Err(RecvTimeoutError::Timeout);
        match ledger.write_uses() {
            Ok(()) | Err(Error::ShuttingDown) => {}
            Err(error) => tracing::warn!(
                code = error.code(),
                %error,
                "when tokens and sessions were last used could not be written down; it is tried again in {} seconds",
                PERIOD.as_secs()
            ),
        }
        if is_asked_to_stop {
            return;
        }
    }
}
