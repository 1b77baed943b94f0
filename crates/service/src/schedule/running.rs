//! The thread that runs what is due as long as a server serves.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::{Error, Ledger};

/// How often it looks: another process may have scheduled something, or somebody may have set the
/// clock.
const GLANCE: Duration = Duration::from_secs(1);

/// How long it lets a schedule rest that cannot be run.
const REST: Duration = Duration::from_secs(30);

/// Runs the schedule until it is dropped; a step that is just running comes to its end first.
pub struct RunningSchedule {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Ledger {
    /// Starts to run what is due: at once whatever was missed, then each step within a second of
    /// its time.
    ///
    /// # Errors
    /// [`Error::File`] where the machine gives no thread.
    pub fn keep_schedule(&self) -> Result<RunningSchedule, Error> {
        let (stop, stopped) = channel();
        let ledger = self.clone();
        let thread = std::thread::Builder::new()
            .name("schedule".to_owned())
            .spawn(move || keep(&ledger, &stopped))
            .map_err(Error::File)?;
        Ok(RunningSchedule {
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

impl Drop for RunningSchedule {
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
        let pause = match ledger.run_due_steps() {
            Ok(_) => GLANCE,
            Err(Error::ShuttingDown) => return,
            Err(error) => {
                tracing::error!(
                    code = error.code(),
                    %error,
                    "what is scheduled could not be run; it is tried again in {} seconds",
                    REST.as_secs()
                );
                REST
            }
        };
        if stopped.recv_timeout(pause) != Err(RecvTimeoutError::Timeout) {
            return;
        }
    }
}
