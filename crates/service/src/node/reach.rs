//! Waits until a node's book has what another one recorded.

use std::time::{Duration, Instant};

use rollbook_domain::Position;

use crate::{Error, Ledger};

/// How often it looks.
const GLANCE: Duration = Duration::from_millis(2);

impl Ledger {
    /// Waits until the book has the record at `position`, at most for `patience`: whoever has written on
    /// one node and names the position reads it on another one.
    ///
    /// # Errors
    /// [`Error::Behind`] where patience ends before.
    pub fn reach(&self, position: Position, patience: Duration) -> Result<(), Error> {
        let deadline = Instant::now() + patience;
        loop {
            let head = self.book.glance(|reads| reads.head())?;
            if head >= Some(position) {
                return Ok(());
            }
            if Instant::now() >= deadline {
                return Err(Error::Behind { position, head });
            }
            std::thread::sleep(GLANCE);
        }
    }
}
