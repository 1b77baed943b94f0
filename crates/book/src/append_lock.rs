//! One process of a node appends to a shared log at a time. The lock goes with its process, however that
//! ends.
//!
//! Whoever appends holds the book and waits for the log. Whoever has taken the log for itself would wait
//! for the book meanwhile, and neither could go on.

use std::fs::{File, OpenOptions, TryLockError};
use std::thread;
use std::time::{Duration, Instant};

use crate::{BookError, Writer, private};

/// The file stays when the lock is let go: whoever removed it would remove another's.
const FILE: &str = "append.lock";

/// How long another process is waited for, which may just be recording a large import.
const PATIENCE: Duration = Duration::from_secs(60);

/// Between two attempts.
const PAUSE: Duration = Duration::from_millis(2);

/// The right to append, until it is dropped.
pub struct AppendLock(#[expect(dead_code, reason = "held, never used")] File);

impl Writer {
    /// Waits for the right to append to the log that the book follows. It is taken before anything of
    /// the log is, and before a transaction is begun.
    ///
    /// # Errors
    /// [`BookError::is_busy`] where another process has it for longer than a minute.
    pub fn lock_appends(&self) -> Result<AppendLock, BookError> {
        let path = self.path.with_file_name(FILE);
        let file = private::file(&path)
            .and_then(|()| OpenOptions::new().write(true).open(&path))
            .map_err(|error| BookError::Directory(path.clone(), error))?;
        let deadline = Instant::now() + PATIENCE;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(AppendLock(file)),
                Err(TryLockError::WouldBlock) if Instant::now() < deadline => thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => return Err(BookError::Appending),
                Err(TryLockError::Error(error)) => return Err(BookError::Directory(path, error)),
            }
        }
    }
}
