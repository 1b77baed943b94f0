//! Writes uses down as long as a server serves.

use std::time::Duration;

use crate::background::{Background, Recurring};
use crate::{Error, Ledger};

/// How often uses are written down: a list of tokens need not be truer, and each time is a commit.
const PERIOD: Duration = Duration::from_secs(60);

impl Ledger {
    /// Starts to write down when tokens and sessions were last used; [`Ledger::close`] does it for the
    /// last time.
    ///
    /// # Errors
    /// [`Error::File`] where the machine gives no thread.
    pub fn keep_uses(&self) -> Result<Background, Error> {
        let ledger = self.clone();
        let recurring = Recurring {
            name: "uses",
            pause: PERIOD,
            rest: PERIOD,
            failure: "when tokens and sessions were last used could not be written down",
        };
        recurring.start(move |_| ledger.write_uses())
    }
}
