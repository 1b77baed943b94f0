//! Who uses a data directory: many processes share it, and whoever puts a backup in its place needs
//! it alone. A lock goes with its process, however that ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use crate::{BookError, private, restore};

/// The file stays when the lock is let go: whoever removed it would remove another's.
const FILE: &str = "ledger.lock";

/// A share in a data directory: nobody replaces its files while it is held.
pub(crate) struct Share(#[expect(dead_code, reason = "held, never used")] File);

impl Share {
    /// Takes a share, after finishing or forgetting a restore that was cut off.
    ///
    /// # Errors
    /// [`BookError::Restoring`] where a backup is just being put in place.
    pub(crate) fn take(directory: &Path) -> Result<Share, BookError> {
        if restore::is_begun(directory) {
            // Whoever has it alone now is just restoring, or cleans up as well.
            match Alone::take(directory) {
                Ok(_) | Err(BookError::InUse) => {}
                Err(error) => return Err(error),
            }
        }
        let (path, file) = open(directory)?;
        match file.try_lock_shared() {
            Ok(()) => Ok(Share(file)),
            Err(TryLockError::WouldBlock) => Err(BookError::Restoring),
            Err(TryLockError::Error(error)) => Err(BookError::Directory(path, error)),
        }
    }
}

/// A data directory that nobody else uses.
pub struct Alone {
    pub(crate) directory: PathBuf,
    _lock: File,
}

impl Alone {
    /// Takes a directory for oneself, making it where there is none. A restore that was cut off is
    /// finished where its files were ready, and forgotten otherwise: they hold keys of people who were
    /// deleted (R42).
    ///
    /// # Errors
    /// [`BookError::InUse`] where a process has it open.
    pub fn take(directory: &Path) -> Result<Alone, BookError> {
        private::directory(directory)
            .map_err(|error| BookError::Directory(directory.to_owned(), error))?;
        let (path, file) = open(directory)?;
        match file.try_lock() {
            Ok(()) => {
                let alone = Alone {
                    directory: directory.to_owned(),
                    _lock: file,
                };
                match restore::is_ready(directory) {
                    true => alone.finish_restore()?,
                    false => alone.forget_prepared()?,
                }
                Ok(alone)
            }
            Err(TryLockError::WouldBlock) => Err(BookError::InUse),
            Err(TryLockError::Error(error)) => Err(BookError::Directory(path, error)),
        }
    }
}

fn open(directory: &Path) -> Result<(PathBuf, File), BookError> {
    let path = directory.join(FILE);
    let file = private::file(&path).and_then(|()| OpenOptions::new().write(true).open(&path));
    match file {
        Ok(file) => Ok((path, file)),
        Err(error) => Err(BookError::Directory(path, error)),
    }
}
