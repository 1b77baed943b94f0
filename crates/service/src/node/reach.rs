//! Whether a node's book has what another one recorded.

use rollbook_domain::Position;

use crate::{Error, Ledger};

impl Ledger {
    /// Sees whether the book has the record at `position`: whoever has written on one node and names the
    /// position reads it on another one.
    ///
    /// # Errors
    /// [`Error::Behind`] where it has not yet.
    pub fn has_reached(&self, position: Position) -> Result<(), Error> {
        let head = self.book.glance(|reads| reads.head())?;
        match head >= Some(position) {
            true => Ok(()),
            false => Err(Error::Behind { position, head }),
        }
    }
}
