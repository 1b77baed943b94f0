//! Trying again until it is enough.

use std::time::{Duration, Instant};

use super::Log;
use super::fault::Fault;
use crate::EngineError;

/// The longest pause between two attempts.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Pauses that grow, and the time when there is none any more.
pub(super) struct Attempts {
    deadline: Instant,
    pause: Duration,
}

impl Attempts {
    /// Waits before the next attempt; false where there is to be none.
    pub(super) fn pause(&mut self) -> bool {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return false;
        }
        std::thread::sleep(self.pause.min(left));
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        true
    }
}

impl Log {
    pub(super) fn attempts(&self) -> Attempts {
        Attempts {
            deadline: Instant::now() + self.patience.cluster,
            pause: self.patience.pause,
        }
    }

    /// Asks until it is answered, what may be asked any number of times.
    pub(super) fn insist<T>(&self, mut ask: impl FnMut() -> Result<T, Fault>) -> Result<T, Fault> {
        let mut attempts = self.attempts();
        loop {
            match ask() {
                Err(fault) if fault.is_passing() && attempts.pause() => {
                    tracing::debug!(?fault, "asking KurrentDB again");
                }
                settled => return settled,
            }
        }
    }

    pub(super) fn told(&self, fault: Fault) -> EngineError {
        fault.told_of(self.connection.place())
    }
}
