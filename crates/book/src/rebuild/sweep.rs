//! What a rebuild leaves that was cut off: a file, and tables of the book under other names.

use super::{RebuildProgress, fresh, retired};
use crate::{Book, BookError};

impl Book {
    /// Removes the file, which takes no time, unless a rebuild is under way. Tells whether tables
    /// are left, which [`Book::sweep_rebuild`] removes.
    pub fn sweep_rebuild_file(&self) -> Result<bool, BookError> {
        self.sweep(|| {
            fresh::remove(self)?;
            retired::are_left(self)
        })
    }

    /// Removes everything, a little at a time so that nobody waits for it, and tells whether there
    /// was anything and is nothing any more. `goes_on` is asked before each little: where it says no,
    /// the next sweep goes on. Does nothing while a rebuild is under way.
    pub fn sweep_rebuild(
        &self,
        on_progress: &mut dyn FnMut(RebuildProgress),
        goes_on: &dyn Fn() -> bool,
    ) -> Result<bool, BookError> {
        self.sweep(|| {
            fresh::remove(self)?;
            retired::remove(self, on_progress, goes_on)
        })
    }

    fn sweep(&self, sweep: impl FnOnce() -> Result<bool, BookError>) -> Result<bool, BookError> {
        if !self.has_left_over()? {
            return Ok(false);
        }
        match self.lock_rebuild() {
            Err(BookError::Rebuilding) => Ok(false),
            Err(error) => Err(error),
            // A rebuild may have ended in between.
            Ok(_lock) => Ok(self.has_left_over()? && sweep()?),
        }
    }

    fn has_left_over(&self) -> Result<bool, BookError> {
        Ok(fresh::is_left(self) || retired::are_left(self)?)
    }
}
