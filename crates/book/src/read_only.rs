//! A book that is examined by somebody who trusts nothing in it: opened so that no file is made or
//! changed, be it in use, a copy, or on a disk that cannot be written.

use std::fs;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

use crate::private::beside;
use crate::{Book, BookError, Reads, book};

/// How long a server that stops at this very moment is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// The stored bytes of a book, whatever version of the program wrote it.
pub struct ReadOnlyBook {
    path: PathBuf,
}

impl ReadOnlyBook {
    /// Finds the book of a data directory. Neither keys nor views are needed.
    ///
    /// # Errors
    /// [`BookError::Missing`] where there is none.
    pub fn open(directory: &Path) -> Result<ReadOnlyBook, BookError> {
        let path = directory.join(Book::FILE);
        match path.exists() {
            true => Ok(ReadOnlyBook { path }),
            false => Err(BookError::Missing(directory.to_owned())),
        }
    }

    /// Reads one consistent moment of the book.
    ///
    /// What nobody has open is read without locks, because those are files. Where somebody has
    /// changed it meanwhile, what was read may be of two moments: then all of it is read once more,
    /// as one who shares the book with others.
    pub fn read<T, E: From<BookError>>(
        &self,
        mut read: impl FnMut(&Reads<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let before = self.stamps();
        if !beside(&self.path, "-shm").exists() {
            let answer = read_by(self.without_locks(), &mut read);
            if self.stamps() == before {
                return answer;
            }
        }
        read_by(self.with_locks(), &mut read)
    }

    /// A book in use has its shared memory beside it, by which readers and writers agree. Where it is
    /// not there SQLite makes it.
    fn with_locks(&self) -> rusqlite::Result<Connection> {
        Connection::open_with_flags(&self.path, FLAGS)
    }

    /// Makes no file, and takes no notice of anybody.
    fn without_locks(&self) -> rusqlite::Result<Connection> {
        let log = fs::metadata(beside(&self.path, "-wal"));
        if log.is_ok_and(|log| log.len() > 0) {
            return with_own_index(&self.path);
        }
        let uri = format!("file:{}?immutable=1", escaped(&self.path));
        Connection::open_with_flags(uri, FLAGS | OpenFlags::SQLITE_OPEN_URI)
    }

    /// When the book and its write-ahead log were changed last, and to which length.
    fn stamps(&self) -> [Option<(SystemTime, u64)>; 2] {
        let stamp = |path: &Path| {
            let file = fs::metadata(path).ok()?;
            Some((file.modified().ok()?, file.len()))
        };
        [stamp(&self.path), stamp(&beside(&self.path, "-wal"))]
    }
}

const FLAGS: OpenFlags = OpenFlags::SQLITE_OPEN_READ_ONLY.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

fn read_by<T, E: From<BookError>>(
    opened: rusqlite::Result<Connection>,
    read: &mut impl FnMut(&Reads<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let connection = opened.and_then(|connection| {
        connection.busy_timeout(PATIENCE)?;
        connection.pragma_update(None, "cache_size", -book::CACHE)?;
        Ok(connection)
    });
    let connection = connection.map_err(BookError::from)?;
    let snapshot = connection
        .unchecked_transaction()
        .map_err(BookError::from)?;
    read(&Reads::new(&snapshot))
}

/// A row of a table that anybody may have changed, whatever it holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Untrusted<T> {
    /// What the row is found by.
    pub number: i64,
    /// `None` where there is something else than what a program of ours writes.
    pub content: Option<T>,
}

impl Reads<'_> {
    /// The last position at which anything stands in the log; `None` where nothing does.
    pub fn last_row_of_log(&self) -> Result<Option<i64>, BookError> {
        Ok(self
            .connection
            .query_row("SELECT max(position) FROM log", [], |row| row.get(0))?)
    }

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

    /// Where the log adopted signing keys, and which, as the view has it; none in a book of a version
    /// that had none.
    pub fn stored_signing_keys(&self) -> Result<Vec<Untrusted<[u8; 32]>>, BookError> {
        self.untrusted("signing_keys", "position", "public_key", |key| match key {
            ValueRef::Blob(bytes) => bytes.try_into().ok(),
            _ => None,
        })
    }

    /// Every checkpoint that is kept, by size, the smallest first; none in a book of a version that
    /// signed none.
    pub fn stored_checkpoints(&self) -> Result<Vec<Untrusted<String>>, BookError> {
        self.untrusted("checkpoints", "size", "note", |note| match note {
            ValueRef::Text(bytes) => String::from_utf8(bytes.to_vec()).ok(),
            _ => None,
        })
    }

    fn untrusted<T>(
        &self,
        table: &str,
        number: &str,
        column: &str,
        content: impl Fn(ValueRef<'_>) -> Option<T>,
    ) -> Result<Vec<Untrusted<T>>, BookError> {
        if !self.connection.table_exists(None, table)? {
            return Ok(Vec::new());
        }
        let select = format!("SELECT {number}, {column} FROM {table} ORDER BY {number}");
        let mut statement = self.connection.prepare(&select)?;
        let rows = statement.query_map([], |row| {
            Ok(Untrusted {
                number: row.get(0)?,
                content: content(row.get_ref(1)?),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// With the write-ahead log that a copy was taken with, indexed in memory.
#[cfg(unix)]
fn with_own_index(path: &Path) -> rusqlite::Result<Connection> {
    // Without locks there is no shared memory either, and an exclusive connection needs none.
    let connection = Connection::open_with_flags_and_vfs(path, FLAGS, c"unix-none")?;
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    Ok(connection)
}

#[cfg(not(unix))]
fn with_own_index(path: &Path) -> rusqlite::Result<Connection> {
    Connection::open_with_flags(path, FLAGS)
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
