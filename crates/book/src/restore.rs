//! Putting a backup in the place of what a data directory holds. The files are made ready beside the
//! present ones, and take their place by renames: whoever stops in between is finished by the next
//! one who opens the directory.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::in_use::Alone;
use crate::{Book, BookError, Reads, Replaced, SigningKeyRow, book, private};

/// Where the files are made ready.
const DIRECTORY: &str = "restoring";

/// Says that they are.
const READY: &str = "ready";

/// What belongs to the present book and keys, and to nothing else.
const LEFTOVERS: [&str; 6] = [
    "book.db-wal",
    "book.db-shm",
    "keys.db-journal",
    "rebuild.db",
    "rebuild.db-wal",
    "rebuild.db-shm",
];

/// Beside a file that is not whole by itself.
const IN_USE: [&str; 2] = ["book.db-wal", "keys.db-journal"];

/// Plans are of the present log and keys, so their files go.
const PLANS: &str = "plans";

/// Whether a restore is under way, or was cut off.
pub(crate) fn is_begun(directory: &Path) -> bool {
    directory.join(DIRECTORY).exists()
}

/// Whether it was cut off while files took their places.
pub(crate) fn is_ready(directory: &Path) -> bool {
    directory.join(DIRECTORY).join(READY).exists()
}

impl Alone {
    /// What the directory holds at present; `None` where there is no ledger.
    ///
    /// # Errors
    /// Where it cannot be read, and so cannot tell who was deleted.
    pub fn present(&self) -> Result<Option<Replaced>, BookError> {
        let path = self.directory.join(Book::FILE);
        if !path.exists() {
            return Ok(None);
        }
        let connection = book::connect(&path)?;
        let reads = Reads::new(&connection);
        if reads.size()? == 0 {
            return Ok(None);
        }
        reads.replaced().map(Some)
    }

    /// Where the shared log is that the present book follows, if it is a node's.
    pub fn shared_log(&self) -> Result<Option<String>, BookError> {
        let path = self.directory.join(Book::FILE);
        if !path.exists() {
            return Ok(None);
        }
        let connection = book::connect(&path)?;
        // The book may be an older program's.
        let is_known: bool = connection.query_row(
            "SELECT count(*) FROM sqlite_schema WHERE name = 'shared_log'",
            [],
            |row| row.get(0),
        )?;
        match is_known {
            true => Reads::new(&connection).shared_log(),
            false => Ok(None),
        }
    }

    /// The key that the present ledger adopted last; `None` where there is none, or no ledger.
    pub fn signing_key(&self) -> Result<Option<SigningKeyRow>, BookError> {
        let path = self.directory.join(Book::FILE);
        match path.exists() {
            true => Reads::new(&book::connect(&path)?).signing_key(),
            false => Ok(None),
        }
    }

    /// An empty directory for the files of the backup.
    pub fn prepare(&self) -> Result<PathBuf, BookError> {
        let directory = self.directory.join(DIRECTORY);
        private::directory(&directory)
            .map_err(|error| BookError::Directory(directory.clone(), error))?;
        Ok(directory)
    }

    /// Removes what was prepared.
    pub fn forget_prepared(&self) -> Result<(), BookError> {
        let directory = self.directory.join(DIRECTORY);
        remove_directory(&directory).map_err(|error| BookError::Directory(directory, error))
    }

    /// Puts the prepared files, which nobody uses any more, in the place of the present ones.
    ///
    /// # Errors
    /// [`BookError::Damaged`] where they are not whole by themselves: what stands in a log beside them
    /// would be lost, deletions among it.
    pub fn replace(&self) -> Result<(), BookError> {
        let prepared = self.directory.join(DIRECTORY);
        for name in IN_USE {
            let left = fs::metadata(prepared.join(name)).map(|metadata| metadata.len());
            if left.is_ok_and(|bytes| bytes > 0) {
                let what = format!("{name} of the copy could not be folded in: is the disk full?");
                return Err(BookError::Damaged(what));
            }
        }
        let ready = || {
            for entry in fs::read_dir(&prepared)? {
                fs::File::open(entry?.path())?.sync_all()?;
            }
            private::new_file(&prepared.join(READY))?.sync_all()?;
            private::sync_directory(&prepared)
        };
        ready().map_err(|error| BookError::Directory(prepared.clone(), error))?;
        self.finish_restore()
    }

    /// Does what is left to be done; all of it may be done twice.
    pub(crate) fn finish_restore(&self) -> Result<(), BookError> {
        let fault = |error| BookError::Directory(self.directory.clone(), error);
        let prepared = self.directory.join(DIRECTORY);
        self.remove_leftovers().map_err(fault)?;
        for name in fs::read_dir(&prepared)
            .and_then(Iterator::collect::<io::Result<Vec<_>>>)
            .map_err(fault)?
            .iter()
            .map(fs::DirEntry::file_name)
            .filter(|name| name != READY && !is_of_sqlite(name))
        {
            fs::rename(prepared.join(&name), self.directory.join(&name)).map_err(fault)?;
        }
        private::sync_directory(&self.directory).map_err(fault)?;
        remove_directory(&prepared).map_err(fault)
    }

    fn remove_leftovers(&self) -> io::Result<()> {
        for name in LEFTOVERS {
            private::remove_file(&self.directory.join(name))?;
        }
        remove_directory(&self.directory.join(PLANS))
    }
}

/// The sign that files are ready goes first: without them it would mean nothing.
fn remove_directory(path: &Path) -> io::Result<()> {
    private::remove_file(&path.join(READY))?;
    private::remove_directory(path).map(drop)
}

/// Files beside a database that was closed in order hold nothing.
fn is_of_sqlite(name: &std::ffi::OsStr) -> bool {
    let name = name.to_string_lossy();
    ["-wal", "-shm", "-journal", ".lock"]
        .iter()
        .any(|end| name.ends_with(end))
}
