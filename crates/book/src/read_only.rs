//! A book that is examined by somebody who trusts nothing in it: opened so that no file is made or
//! changed, be it in use, a copy, or on a disk that cannot be written.

use std::fs;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

use crate::checkpoints::{self, StoredCheckpoint};
use crate::{Book, BookError, Reads, SigningKeyRow, book};

/// How long a server that stops at this very moment is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// The stored bytes of a book, whatever version of the program wrote it.
pub struct ReadOnlyBook {
    connection: Connection,
}

impl ReadOnlyBook {
    /// Opens the book of a data directory. Neither keys nor views are needed.
    ///
    /// # Errors
    /// [`BookError::Missing`] where there is none.
    pub fn open(directory: &Path) -> Result<ReadOnlyBook, BookError> {
        let path = directory.join(Book::FILE);
        if !path.exists() {
            return Err(BookError::Missing(directory.to_owned()));
        }
        let connection = connect(&path)?;
        connection.busy_timeout(PATIENCE)?;
        connection.pragma_update(None, "cache_size", -book::CACHE)?;
        Ok(ReadOnlyBook { connection })
    }

    /// Reads one consistent moment of the book.
    pub fn read<T, E: From<BookError>>(
        &self,
        read: impl FnOnce(&Reads<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let snapshot = self
            .connection
            .unchecked_transaction()
            .map_err(BookError::from)?;
        read(&Reads::new(&snapshot))
    }
}

impl Reads<'_> {
    /// Calls `visit` with every row of the log at the positions of a range, in their order:
    /// what stands there, be it a record or not. Positions may be missing, and may be negative.
    pub fn rows_of_log<E: From<BookError>>(
        &self,
        positions: RangeInclusive<i64>,
        mut visit: impl FnMut(i64, &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT position, record FROM log WHERE position >= ? AND position <= ? \
                 ORDER BY position",
            )
            .map_err(BookError::from)?;
        let mut rows = statement
            .query((positions.start(), positions.end()))
            .map_err(BookError::from)?;
        while let Some(row) = rows.next().map_err(BookError::from)? {
            let position = row.get(0).map_err(BookError::from)?;
            let record = match row.get_ref(1).map_err(BookError::from)? {
                ValueRef::Blob(bytes) | ValueRef::Text(bytes) => bytes,
                _ => &[],
            };
            visit(position, record)?;
        }
        Ok(())
    }

    /// As [`Reads::signing_keys`]; none in a book of a version that had none.
    pub fn signing_keys_if_any(&self) -> Result<Vec<SigningKeyRow>, BookError> {
        match self.connection.table_exists(None, "signing_keys")? {
            true => self.signing_keys(),
            false => Ok(Vec::new()),
        }
    }

    /// Every checkpoint that is kept, the smallest first; none in a book of a version that signed
    /// none.
    pub fn checkpoints(&self) -> Result<Vec<StoredCheckpoint>, BookError> {
        if !self.connection.table_exists(None, "checkpoints")? {
            return Ok(Vec::new());
        }
        let mut statement = self
            .connection
            .prepare("SELECT size, note FROM checkpoints ORDER BY size")?;
        let rows = statement.query_map([], checkpoints::read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// A book in use has its shared memory beside it, by which readers and writers agree. Where that is
/// not there nobody has the book open, and SQLite would make it.
fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if beside(path, "-shm").exists() {
        return Connection::open_with_flags(path, flags);
    }
    let unfolded = fs::metadata(beside(path, "-wal")).is_ok_and(|log| log.len() > 0);
    match unfolded {
        true => connect_alone(path, flags),
        false => {
            let uri = format!("file:{}?immutable=1", escaped(path));
            Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_URI)
        }
    }
}

/// With the write-ahead log that a copy was taken with, indexed in memory.
#[cfg(unix)]
fn connect_alone(path: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    // Without locks there is no shared memory either, and an exclusive connection needs none.
    let connection = Connection::open_with_flags_and_vfs(path, flags, c"unix-none")?;
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    Ok(connection)
}

#[cfg(not(unix))]
fn connect_alone(path: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    Connection::open_with_flags(path, flags)
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

/// A path as an URI has it.
fn escaped(path: &Path) -> String {
    let mut escaped = String::new();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                escaped.push(char::from(*byte));
            }
            _ => escaped.push_str(&format!("%{byte:02x}")),
        }
    }
    escaped
}

#[cfg(test)]
mod tests;
