//! Follows the shared log as long as a server serves.

use std::time::Duration;

use rollbook_domain::Position;

use crate::background::{Background, Recurring};
use crate::{Error, Ledger};

/// How long one wait for the next record takes at most, so that a server that ends need not wait.
const GLANCE: Duration = Duration::from_millis(500);

/// How soon it tries again where the log does not answer.
const REST: Duration = Duration::from_secs(1);

impl Ledger {
    /// Starts to take over what other nodes record, as soon as they do. On a ledger of one machine there
    /// is nothing to follow, and `None`.
    ///
    /// # Errors
    /// [`Error::File`] where the machine gives no thread.
    pub fn keep_following(&self) -> Result<Option<Background>, Error> {
        if !self.sequencer.is_shared() {
            return Ok(None);
        }
        let ledger = self.clone();
        let recurring = Recurring {
            name: "following",
            pause: Duration::ZERO,
            rest: REST,
            failure: "the shared log could not be followed",
        };
        let started = recurring.start(move |_| {
            let followed = ledger.follow_once();
            ledger.watch.note(&followed, ledger.now());
            followed
        });
        started.map(Some)
    }

    fn follow_once(&self) -> Result<(), Error> {
        let next = self.book.read(|reads| reads.size())?;
        match self.sequencer.wait(Position(next), GLANCE)? {
            true => self.follow(),
            false => self.see_that_nothing_was_lost(next),
        }
    }

    /// A log that ends before the book does has lost what was recorded; the writer's turn says so.
    fn see_that_nothing_was_lost(&self, size: u64) -> Result<(), Error> {
        let head = self.sequencer.head()?;
        match head.map_or(0, |head| head.0 + 1) < size {
            true => self.follow(),
            false => Ok(()),
        }
    }
}
