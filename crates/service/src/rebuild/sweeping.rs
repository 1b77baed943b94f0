//! Removes what a rebuild left as long as a server serves.

use std::sync::Arc;
use std::time::Duration;

use crate::background::{Background, Recurring};
use crate::{Error, Ledger};

/// How often it looks. Tables that were left still find whoever is deleted meanwhile, so not seldom
/// (R42).
const GLANCE: Duration = Duration::from_secs(5);

impl Ledger {
    /// Starts to remove what a rebuild left that was cut off, whenever there is any. Wherever it stops,
    /// the next one goes on.
    ///
    /// # Errors
    /// [`Error::File`] where the machine gives no thread.
    pub fn keep_swept(&self) -> Result<Background, Error> {
        let book = Arc::clone(&self.book);
        let recurring = Recurring {
            name: "sweeping",
            pause: GLANCE,
            rest: GLANCE,
            failure: "what is left of a rebuild could not be removed",
        };
        recurring.start(move |stopping| {
            if book.sweep_rebuild(&mut |_| {}, &|| !stopping.is_asked())? {
                tracing::info!("what a rebuild had left in book.db was removed");
            }
            Ok(())
        })
    }
}
