//! The embedded engine as the suite sees the others: a book of its own over the same file for each way
//! in.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rollbook_book::{Book, BookError, Opened, Writer};
use rollbook_domain::Position;
use rollbook_records::{Blinding, Record, RootKeys};

use crate::{Appended, Batch, Engine, EngineError, Entry, Local, Outcome, Sequencer, Staged, Turn};

/// A book that is the log, behind the port of engines.
pub struct Embedded {
    local: Local,
    writer: Mutex<Writer>,
    /// Nobody takes turns over a book but by SQLite's lock. Here the ways in to one of them share this.
    turns: Arc<Mutex<()>>,
}

impl Embedded {
    /// Over the book in a directory; makes an empty one where there is none.
    ///
    /// # Errors
    /// As [`Book::create`].
    pub fn open(directory: &Path, turns: Arc<Mutex<()>>) -> Result<Embedded, BookError> {
        let book = Arc::new(Book::create(directory)?);
        let root = RootKeys::derive(&zeroize::Zeroizing::new([7; 32]));
        Ok(Embedded {
            writer: Mutex::new(book.writer(Blinding::new(&root))?),
            local: Local::new(book),
            turns,
        })
    }

    fn append_now(&self, batch: &Batch<'_>) -> Result<Outcome, BookError> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let mut transaction = writer.begin()?;
        if transaction.began_at() != batch.expected_head {
            return Ok(Outcome::Conflict);
        }
        for bytes in (batch.records)(batch.first(), batch.count as usize)? {
            transaction.append(&Record::decode(&bytes)?, Opened::Nothing)?;
            transaction.finish_unit()?;
        }
        if let Some(note) = batch.checkpoint {
            transaction.keep_checkpoint(batch.last().0 + 1, note)?;
        }
        Ok(self.local.append(Staged {
            expected_head: batch.expected_head,
            transaction,
            turn: None,
        }))
    }

    fn append_as(&self, batch: &Batch<'_>) -> Appended {
        match self.append_now(batch) {
            Ok(Outcome::Committed) => Appended::Committed,
            Ok(Outcome::Conflict) => Appended::Conflict,
            Ok(Outcome::Unavailable(error)) => Appended::Failed(error),
            Ok(Outcome::Unknown(error)) => Appended::Unknown(error),
            Err(error) => Appended::Failed(error.into()),
        }
    }
}

impl Engine for Embedded {
    fn append(&self, batch: &Batch<'_>) -> Appended {
        let _others_wait = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        self.append_as(batch)
    }

    fn take_turn(&self) -> Result<Box<dyn Turn + '_>, EngineError> {
        let guard = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Box::new(OwnTurn {
            engine: self,
            _guard: guard,
        }))
    }

    fn head(&self) -> Result<Option<Position>, EngineError> {
        self.local.head()
    }

    fn read(&self, from: Position, limit: usize) -> Result<Vec<Entry>, EngineError> {
        self.local.read(from, limit)
    }

    fn wait(&self, position: Position, patience: Duration) -> Result<bool, EngineError> {
        self.local.wait(position, patience)
    }

    fn place(&self) -> &str {
        "a book"
    }
}

struct OwnTurn<'a> {
    engine: &'a Embedded,
    _guard: MutexGuard<'a, ()>,
}

impl Turn for OwnTurn<'_> {
    fn append(self: Box<Self>, batch: &Batch<'_>) -> Appended {
        self.engine.append_as(batch)
    }
}
