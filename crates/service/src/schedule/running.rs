//! Runs what is due as long as a server serves.

use std::time::Duration;

use crate::background::{Background, Recurring};
use crate::{Error, Ledger};

/// How often it looks: another process may have scheduled something, or somebody may have set the
/// clock.
const GLANCE: Duration = Duration::from_secs(1);

/// How long it lets a schedule rest that cannot be run.
const REST: Duration = Duration::from_secs(30);

impl Ledger {
    /// Starts to run what is due: at once whatever was missed, then each step within a second of
    /// its time. A step that is just running comes to its end.
    ///
    /// # Errors
    /// [`Error::File`] where the machine gives no thread.
    pub fn keep_schedule(&self) -> Result<Background, Error> {
        let ledger = self.clone();
        let recurring = Recurring {
            name: "schedule",
            pause: GLANCE,
            rest: REST,
            failure: "what is scheduled could not be run",
        };
        recurring.start(move |stopping| match ledger.may_run_steps()? {
            true => ledger.run_due_steps(&|| !stopping.is_asked()).map(drop),
            false => Ok(()),
        })
    }

    /// Of several nodes one runs what is due, and another one as soon as that is gone. Two would do
    /// nothing twice, because the log takes a step's run once, but would decide it twice.
    fn may_run_steps(&self) -> Result<bool, Error> {
        match &self.settings.shared {
            Some(shared) => Ok(shared.keys.try_lease("schedule")?),
            None => Ok(true),
        }
    }
}
