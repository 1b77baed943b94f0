//! Keeps the index ready as long as a server serves, so that nobody who searches waits for a million
//! profiles to be opened, or for those of an import.

use std::time::Duration;

use crate::background::{Background, Recurring};
use crate::{Error, Ledger};

/// How often it looks: whoever searches meanwhile takes in what was recorded since.
const GLANCE: Duration = Duration::from_secs(1);

/// Between an attempt that failed and the next.
const REST: Duration = Duration::from_secs(10);

impl Ledger {
    /// Starts to build the index for searches, and then to follow what is recorded.
    ///
    /// # Errors
    /// [`Error::NoThread`] where the machine gives no thread.
    pub fn keep_searchable(&self) -> Result<Background, Error> {
        let ledger = self.clone();
        let recurring = Recurring {
            name: "searching",
            pause: GLANCE,
            rest: REST,
            failure: "the index for searches could not be kept",
        };
        recurring.start(move |stopping| {
            ledger.read(|reads| {
                let shall_go_on = || !stopping.is_asked();
                ledger.search.follow(reads, &ledger.vault, &shall_go_on)
            })
        })
    }
}
