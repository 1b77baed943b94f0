//! Whether somebody still waits for an answer. What is asked anew with each key press is given up as
//! often, and nobody would look at what came of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::Error;

/// Shared by whoever waits and whoever works on the answer.
#[derive(Clone, Debug, Default)]
pub struct Awaited {
    is_over: Arc<AtomicBool>,
}

impl Awaited {
    /// Says that nobody waits any more.
    pub fn give_up(&self) {
        self.is_over.store(true, Ordering::Relaxed);
    }

    /// Whether nobody waits any more.
    pub fn is_given_up(&self) -> bool {
        self.is_over.load(Ordering::Relaxed)
    }

    /// # Errors
    /// [`Error::Abandoned`] where nobody waits any more.
    pub(crate) fn check(&self) -> Result<(), Error> {
        match self.is_given_up() {
            true => Err(Error::Abandoned),
            false => Ok(()),
        }
    }
}
