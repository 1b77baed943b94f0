//! One rebuild at a time in a data directory. The lock goes with its process, however that ends.

use std::fs::{File, OpenOptions, TryLockError};

use crate::{Book, BookError, private};

/// The file stays when the lock is let go: whoever removed it would remove another's.
const FILE: &str = "rebuild.lock";

pub(super) struct Lock(#[expect(dead_code, reason = "held, never used")] File);

/// Takes the lock.
///
/// # Errors
/// [`BookError::Rebuilding`] where another has it.
pub(super) fn try_take(book: &Book) -> Result<Lock, BookError> {
    let path = book.path.with_file_name(FILE);
    let file = private::file(&path)
        .and_then(|()| OpenOptions::new().write(true).open(&path))
        .map_err(|error| BookError::Directory(path.clone(), error))?;
    match file.try_lock() {
        Ok(()) => Ok(Lock(file)),
        Err(TryLockError::WouldBlock) => Err(BookError::Rebuilding),
        Err(TryLockError::Error(error)) => Err(BookError::Directory(path, error)),
    }
}
