//! Opening the file, its settings and its migrations.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rollbook_proofs::{CheckpointError, Edge, Hash, MAX_ENTRY_BYTES};
use rollbook_records::{Blinding, DecodeError, KeyringError, OpenError};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::in_use::Share;
use crate::{Reads, Transaction, editions, private, restore, tree};

/// The schema's steps, in order; the file's `user_version` counts those done. Never edit one that
/// was released: add another. Where a step changes what records make of the views, the views get a
/// new version ([`editions`]). An index is dropped with `IF EXISTS` and made under a new name: a
/// rebuild gives every index another one.
const MIGRATIONS: [&str; 9] = [
    include_str!("schema/0001_first.sql"),
    include_str!("schema/0002_student_information.sql"),
    include_str!("schema/0003_history.sql"),
    include_str!("schema/0004_schedule.sql"),
    include_str!("schema/0005_trust.sql"),
    include_str!("schema/0006_nodes.sql"),
    include_str!("schema/0007_scheduled_plans.sql"),
    include_str!("schema/0008_pages.sql"),
    include_str!("schema/0009_discarded_plans.sql"),
];

/// How long a writer waits for another process to finish its transaction.
const PATIENCE: Duration = Duration::from_secs(60);

/// Between two attempts at what SQLite does not wait for itself.
const PAUSE: Duration = Duration::from_millis(5);

/// Pages (4 KiB) in the write-ahead log before it is copied back: large, because a batch of many
/// thousand events would otherwise be copied many times.
const CHECKPOINT_PAGES: u32 = 16_384;

/// Memory for the pages that a connection keeps, in KiB.
pub(crate) const CACHE: i64 = 32_768;

/// Statements that a connection keeps prepared.
const PREPARED_STATEMENTS: usize = 64;

/// Why the book cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BookError {
    #[error("there is no ledger in {0}")]
    Missing(PathBuf),
    #[error("{0} cannot be made or written: see that you may, and that the disk has room")]
    Directory(PathBuf, #[source] std::io::Error),
    #[error("the book's store failed")]
    Store(#[source] rusqlite::Error),
    /// What the store holds is smaller, so only a number that somebody gave can be so large.
    #[error("a number is larger than 9223372036854775807, and nothing has such a number")]
    NumberTooLarge,
    #[error("the book holds a record that cannot be read")]
    Record(#[from] DecodeError),
    #[error(
        "the book was written by a newer rollbook (schema {found}, this one knows {known}): use the newer program"
    )]
    Newer { found: usize, known: usize },
    #[error("the book contradicts itself: {0}")]
    Damaged(String),
    #[error(
        "the book's views were made by a newer rollbook (version {found}, this one knows {known}): use the newer program"
    )]
    NewerViews { found: u64, known: u64 },
    #[error("another process is rebuilding the views of this book")]
    Rebuilding,
    #[error("another process of this node has been recording for longer than a minute")]
    Appending,
    #[error("other processes use this ledger")]
    InUse,
    #[error("a backup is just being put in the place of this ledger")]
    Restoring,
    #[error(
        "{0} accounts, classes, admins or actors that were not removed have no key, so their records cannot be read"
    )]
    Keyless(usize),
    #[error(
        "the log's records do not give the root of the stored Merkle tree, so one of the two was changed: put back a copy of the data directory"
    )]
    TreeDiffers,
    #[error(
        "the event {kind} would take {bytes} bytes, and a record may have {MAX_ENTRY_BYTES} at most: give it shorter texts, or fewer at once"
    )]
    RecordTooLong { kind: &'static str, bytes: usize },
    #[error("the checkpoint cannot be signed")]
    Checkpoint(#[from] CheckpointError),
    #[error("what a record seals cannot be opened")]
    Open(#[from] OpenError),
    #[error("the keyring failed")]
    Keyring(#[from] KeyringError),
    /// The store gave up the whole transaction, as SQLite does where the disk is full: nothing of
    /// it was recorded, and nothing more can be.
    #[error("the store took the whole transaction back: nothing of it was recorded")]
    TakenBack(#[source] Option<Box<BookError>>),
}

impl From<rusqlite::Error> for BookError {
    fn from(error: rusqlite::Error) -> BookError {
        match error {
            rusqlite::Error::ToSqlConversionFailure(_) => BookError::NumberTooLarge,
            error => BookError::Store(error),
        }
    }
}

impl BookError {
    /// Whether another process held the book for too long, so that trying again may help.
    pub fn is_busy(&self) -> bool {
        match self {
            BookError::Store(error) => {
                error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy)
            }
            BookError::Appending => true,
            _ => false,
        }
    }
}

/// One ledger's book. Many readers and, across all processes, one writer at a time.
pub struct Book {
    pub(crate) path: PathBuf,
    idle: Mutex<Vec<Connection>>,
    _share: Share,
}

impl Book {
    /// The file's name in the data directory.
    pub const FILE: &'static str = "book.db";

    /// Opens the book of a data directory, and brings its schema up to date.
    ///
    /// # Errors
    /// [`BookError::Missing`] where there is none.
    pub fn open(directory: &Path) -> Result<Book, BookError> {
        let path = directory.join(Self::FILE);
        if !path.exists() && !restore::is_ready(directory) {
            return Err(BookError::Missing(directory.to_owned()));
        }
        Self::prepare(path, Share::take(directory)?)
    }

    /// Opens the book, making an empty one where there is none.
    pub fn create(directory: &Path) -> Result<Book, BookError> {
        let path = directory.join(Self::FILE);
        private::directory(directory)
            .map_err(|error| BookError::Directory(directory.to_owned(), error))?;
        let share = Share::take(directory)?;
        private::file(&path).map_err(|error| BookError::Directory(directory.to_owned(), error))?;
        Self::prepare(path, share)
    }

    fn prepare(path: PathBuf, share: Share) -> Result<Book, BookError> {
        let mut connection = connect(&path)?;
        migrate(&mut connection)?;
        Ok(Book {
            path,
            idle: Mutex::new(vec![connection]),
            _share: share,
        })
    }

    /// Reads one consistent moment of the book.
    pub fn read<T, E: From<BookError>>(
        &self,
        read: impl FnOnce(&Reads<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let connection = self.connection()?;
        let answer = {
            let snapshot = connection
                .unchecked_transaction()
                .map_err(BookError::from)?;
            read(&Reads::new(&snapshot))
        };
        self.idle().push(connection);
        answer
    }

    /// Reads by one statement, which is a moment of its own and needs no transaction around it: for
    /// questions that are asked at every door. Two statements may see different moments.
    pub fn glance<T>(
        &self,
        read: impl FnOnce(&Reads<'_>) -> Result<T, BookError>,
    ) -> Result<T, BookError> {
        let connection = self.connection()?;
        let answer = read(&Reads::new(&connection));
        self.idle().push(connection);
        answer
    }

    /// The way to change the book.
    pub fn writer(&self, blinding: Blinding) -> Result<Writer, BookError> {
        Ok(Writer {
            path: self.path.clone(),
            connection: connect(&self.path)?,
            edge: Edge::new(),
            blinding,
        })
    }

    fn connection(&self) -> Result<Connection, BookError> {
        // A guard in the match itself would be held while a connection is made.
        let idle = self.idle().pop();
        match idle {
            Some(connection) => Ok(connection),
            None => connect(&self.path),
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection that may change the book, with the tree's right edge at hand.
pub struct Writer {
    pub(crate) path: PathBuf,
    pub(crate) connection: Connection,
    edge: Edge,
    blinding: Blinding,
}

impl Writer {
    /// Does something that is given up where others are in the way for longer than this.
    pub(crate) fn with_patience<T>(
        &self,
        patience: Duration,
        attempt: impl FnOnce(&Connection) -> Result<T, BookError>,
    ) -> Result<T, BookError> {
        self.connection.busy_timeout(patience)?;
        let outcome = attempt(&self.connection);
        self.connection.busy_timeout(PATIENCE)?;
        outcome
    }

    /// Size and root of the tree as the last transaction left it.
    pub fn tree(&self) -> (u64, Hash) {
        (self.edge.size(), self.edge.root())
    }

    /// Waits until no other process writes, then starts a transaction at the log's head.
    ///
    /// # Errors
    /// [`BookError::is_busy`] where another process wrote for longer than a minute;
    /// [`BookError::Newer`] and [`BookError::NewerViews`] where a newer program has taken the book
    /// over since: what this one would write of its records is no longer all that the views hold.
    pub fn begin(&mut self) -> Result<Transaction<'_>, BookError> {
        self.connection.execute_batch("BEGIN IMMEDIATE")?;
        let connection = &self.connection;
        steps_done(connection)
            .and_then(|_| Reads::new(connection).views_version())
            .and_then(|_| tree::follow(connection, &mut self.edge))
            .and_then(|()| Transaction::new(connection, &mut self.edge, &self.blinding))
            .or_else(|error| {
                connection.execute_batch("ROLLBACK")?;
                Err(error)
            })
    }
}

pub(crate) fn connect(path: &Path) -> Result<Connection, BookError> {
    let connection = connect_to(path)?;
    write_ahead(&connection)?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    Ok(connection)
}

/// Gives a new file its write-ahead log. SQLite does not wait for others on the way there: of two
/// processes that make a book at once it refuses one, which finds it done a moment later.
fn write_ahead(connection: &Connection) -> Result<(), BookError> {
    let began = Instant::now();
    loop {
        let set = connection.pragma_update(None, "journal_mode", "WAL");
        match set.map_err(BookError::from) {
            Err(error) if error.is_busy() && began.elapsed() < PATIENCE => thread::sleep(PAUSE),
            outcome => return outcome,
        }
    }
}

/// A connection with the settings that every file of ours has.
pub(crate) fn connect_to(path: &Path) -> Result<Connection, BookError> {
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(PREPARED_STATEMENTS);
    // Plans do not depend on bound values: otherwise SQLite, built with STAT4, parses a statement
    // again at each new value, which took half the time of an import.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "secure_delete", "ON")?;
    connection.pragma_update(None, "cache_size", -CACHE)?;
    Ok(connection)
}

/// Does the steps that are missing. A book that is up to date is only read, because whoever wants
/// to read must not wait until another process has finished a large batch.
pub(crate) fn migrate(connection: &mut Connection) -> Result<(), BookError> {
    if steps_done(connection)? == MIGRATIONS.len() {
        return Ok(());
    }
    let transaction =
        connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    // Another process may have done them while this one waited.
    let done = steps_done(&transaction)?;
    for step in MIGRATIONS.iter().skip(done) {
        transaction.execute_batch(step)?;
    }
    if done == 0 {
        editions::begin(&transaction)?;
    }
    transaction.pragma_update(None, "user_version", MIGRATIONS.len())?;
    transaction.commit()?;
    Ok(())
}

fn steps_done(connection: &Connection) -> Result<usize, BookError> {
    let done = connection
        .prepare_cached("PRAGMA user_version")?
        .query_row([], |row| row.get(0))?;
    if done > MIGRATIONS.len() {
        return Err(BookError::Newer {
            found: done,
            known: MIGRATIONS.len(),
        });
    }
    Ok(done)
}
