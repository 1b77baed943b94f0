//! The embedded engine: the book is the log.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rollbook_book::{Book, BookError};
use rollbook_domain::Position;

use crate::{EngineError, Entry, Outcome, Sequencer, Staged, Turn};

/// How often a waiting reader looks whether another process appended.
const GLANCE: Duration = Duration::from_millis(50);

/// Order decided by SQLite's single writer, across all processes that share the file.
pub struct Local {
    book: Arc<Book>,
    appended: (Mutex<()>, Condvar),
}

impl Local {
    /// Over a book that this process has open.
    pub fn new(book: Arc<Book>) -> Local {
        Local {
            book,
            appended: (Mutex::new(()), Condvar::new()),
        }
    }

    fn has(&self, position: Position) -> Result<bool, BookError> {
        self.book
            .read(|reads| Ok(reads.head()?.is_some_and(|head| head >= position)))
    }
}

impl Sequencer for Local {
    fn append(&self, staged: Staged<'_>) -> Outcome {
        if staged.transaction.began_at() != staged.expected_head {
            return Outcome::Conflict;
        }
        match staged.transaction.commit() {
            Ok(()) => {
                self.appended.1.notify_all();
                Outcome::Committed
            }
            Err(error) if error.is_busy() || matches!(error, BookError::TakenBack(_)) => {
                Outcome::Unavailable(error.into())
            }
            Err(error) => Outcome::Unknown(error.into()),
        }
    }

    /// SQLite's writers take turns by themselves.
    fn take_turn(&self) -> Result<Option<Box<dyn Turn + '_>>, EngineError> {
        Ok(None)
    }

    fn is_shared(&self) -> bool {
        false
    }

    fn head(&self) -> Result<Option<Position>, EngineError> {
        Ok(self.book.read(|reads| reads.head())?)
    }

    fn read(&self, from: Position, limit: usize) -> Result<Vec<Entry>, EngineError> {
        self.book.read(|reads| {
            let records = reads.log(from, limit)?;
            let mut entries = Vec::with_capacity(records.len());
            for (position, record) in records {
                let checkpoint = reads.checkpoint(position.0 + 1)?;
                entries.push(Entry {
                    position,
                    record,
                    checkpoint: checkpoint.map(|stored| stored.note),
                    receipts: None,
                });
            }
            Ok(entries)
        })
    }

    fn wait(&self, position: Position, patience: Duration) -> Result<bool, EngineError> {
        let deadline = Instant::now() + patience;
        loop {
            if self.has(position)? {
                return Ok(true);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(false);
            }
            let guard = self
                .appended
                .0
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            let waited = self.appended.1.wait_timeout(guard, left.min(GLANCE));
            drop(waited.unwrap_or_else(PoisonError::into_inner));
        }
    }
}
