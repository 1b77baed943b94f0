//! One rebuild at a time in a data directory. The lock goes with its process, however that ends.

use std::fs::{File, OpenOptions, TryLockError};

use crate::{Book, BookError, private};

/// The file stays when the lock is let go: whoever removed it would remove another's.
const FILE: &str = "rebuild.lock";

/// The right to rebuild a book's views, until it is dropped.
pub struct RebuildLock(#[expect(dead_code, reason = "held, never used")] File);

impl Book {
    /// Takes the right to rebuild the views. Whoever gathers something for a rebuild does so behind
    /// this, so that two never do it at once.
    ///
    /// # Errors
    /// [`BookError::Rebuilding`] where another process, or another thread, has it.
    pub fn lock_rebuild(&self) -> Result<RebuildLock, BookError> {
        let path = self.path.with_file_name(FILE);
        let file = private::file(&path)
            .and_then(|()| OpenOptions::new().write(true).open(&path))
            .map_err(|error| BookError::Directory(path.clone(), error))?;
        match file.try_lock() {
            Ok(()) => Ok(RebuildLock(file)),
            Err(TryLockError::WouldBlock) => Err(BookError::Rebuilding),
            Err(TryLockError::Error(error)) => Err(BookError::Directory(path, error)),
        }
    }
}
