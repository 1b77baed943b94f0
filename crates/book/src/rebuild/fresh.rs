//! The file in which views are made anew. It is worth nothing before it is complete, so it is
//! written without any care for crashes.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::lock::RebuildLock;
use crate::{Book, BookError, book, private};

const FILE: &str = "rebuild.db";

/// Memory for the pages of the file, in KiB.
const CACHE: i64 = 131_072;

/// Fields are dropped in their order: the connection is closed before the file is removed, and the
/// lock is let go at the end.
pub(super) struct FreshFile {
    pub(super) connection: Connection,
    _file: RemovedFile,
    _lock: RebuildLock,
}

/// A file that goes with whoever holds this.
struct RemovedFile(PathBuf);

impl FreshFile {
    pub(super) fn make(book: &Book, lock: RebuildLock) -> Result<FreshFile, BookError> {
        remove(book)?;
        let path = path(book);
        private::file(&path).map_err(|error| BookError::Directory(path.clone(), error))?;
        let file = RemovedFile(path);
        Ok(FreshFile {
            connection: connect(&file.0)?,
            _file: file,
            _lock: lock,
        })
    }
}

impl Drop for RemovedFile {
    fn drop(&mut self) {
        // What stays is removed by the next sweep.
        let _ = fs::remove_file(&self.0);
    }
}

fn connect(path: &Path) -> Result<Connection, BookError> {
    let mut connection = book::connect_to(path)?;
    connection.pragma_update(None, "journal_mode", "OFF")?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    connection.pragma_update(None, "secure_delete", "OFF")?;
    connection.pragma_update(None, "cache_size", -CACHE)?;
    book::migrate(&mut connection)?;
    Ok(connection)
}

/// Whether a file was left by a process that was cut off, or is being written.
pub(super) fn is_left(book: &Book) -> bool {
    path(book).exists()
}

/// Removes what was left.
pub(super) fn remove(book: &Book) -> Result<(), BookError> {
    let path = path(book);
    match private::remove_file(&path) {
        Ok(_) => Ok(()),
        Err(error) => Err(BookError::Directory(path, error)),
    }
}

fn path(book: &Book) -> PathBuf {
    book.path.with_file_name(FILE)
}
