//! A book that follows a log which other nodes share.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rollbook_book::{BookError, Transaction};
use rollbook_domain::Position;

use crate::receipts;
use crate::{Appended, Batch, Engine, EngineError, Entry, Outcome, Sequencer, Staged, Turn};

/// How long an append whose answer was lost is looked up and tried again, before nobody can tell
/// what became of it. An engine that gives its place to another takes seconds.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long to wait between two attempts.
const PAUSE: Duration = Duration::from_millis(250);

/// Records that are compared at once.
const PIECE: usize = 4096;

/// Order decided by an engine; the book has what the engine has said yes to.
pub struct Shared {
    engine: Arc<dyn Engine>,
    patience: Duration,
    pause: Duration,
}

impl Shared {
    /// With a node's engine.
    pub fn new(engine: Arc<dyn Engine>) -> Shared {
        Shared {
            engine,
            patience: PATIENCE,
            pause: PAUSE,
        }
    }

    /// The same, giving up what became of an append after another time than a minute.
    pub fn with_patience(self, patience: Duration) -> Shared {
        Shared { patience, ..self }
    }

    /// The same, trying again sooner or later than usual.
    pub fn with_pause(self, pause: Duration) -> Shared {
        Shared { pause, ..self }
    }

    /// As [`Engine::append`], until it is known what became of it, or patience ends.
    pub fn append_batch(&self, batch: &Batch<'_>) -> Appended {
        self.settle(batch, |batch| self.engine.append(batch))
    }

    /// Appends until it is known what became of it.
    pub(crate) fn settle(
        &self,
        batch: &Batch<'_>,
        mut append: impl FnMut(&Batch<'_>) -> Appended,
    ) -> Appended {
        let deadline = Instant::now() + self.patience;
        let mut is_doubtful = false;
        loop {
            let error = match append(batch) {
                // What an attempt before has written is in the way of this one.
                Appended::Conflict if is_doubtful => match self.holds(batch) {
                    Ok(true) => return Appended::Committed,
                    Ok(false) => return Appended::Conflict,
                    Err(error) => error,
                },
                Appended::Unknown(error) => error,
                // Whether an attempt before was written is not known by this one's failure.
                Appended::Failed(error) if is_doubtful => error,
                settled => return settled,
            };
            is_doubtful = true;
            if Instant::now() >= deadline {
                return Appended::Unknown(error);
            }
            std::thread::sleep(self.pause);
        }
    }

    /// Whether the log has these very records where they were to stand. Their nonces and ids are drawn
    /// by chance, so nobody else's are the same.
    fn holds(&self, batch: &Batch<'_>) -> Result<bool, EngineError> {
        let mut next = batch.first();
        while next <= batch.last() {
            let kept = self.engine.read(next, PIECE)?;
            let wanted = (batch.records)(next, kept.len())?;
            if kept.is_empty() {
                return Ok(false);
            }
            let is_same = |(kept, wanted): (&Entry, &Vec<u8>)| kept.record == *wanted;
            if !kept.iter().zip(&wanted).all(is_same) {
                return Ok(false);
            }
            next = Position(next.0 + kept.len() as u64);
        }
        Ok(true)
    }

    fn hand_over(
        &self,
        staged: &Staged<'_>,
        append: impl FnMut(&Batch<'_>) -> Appended,
    ) -> Result<Appended, BookError> {
        let reads = staged.transaction.reads_as_written();
        let size = staged.transaction.next_position().0;
        let first = staged.expected_head.map_or(0, |head| head.0 + 1);
        let checkpoint = reads.checkpoint(size)?;
        let records = |from: Position, limit: usize| {
            let records = reads.log(from, limit)?;
            Ok(records.into_iter().map(|(_, bytes)| bytes).collect())
        };
        let receipts = receipts::encode(staged.transaction.kept_receipts());
        let record_at_head = match staged.expected_head {
            Some(head) => reads.log(head, 1)?.pop().map(|(_, bytes)| bytes),
            None => None,
        };
        let batch = Batch {
            expected_head: staged.expected_head,
            record_at_head: record_at_head.as_deref(),
            count: size.saturating_sub(first),
            records: &records,
            checkpoint: checkpoint.as_ref().map(|stored| stored.note.as_str()),
            receipts: receipts.as_deref(),
        };
        Ok(self.settle(&batch, append))
    }
}

impl Sequencer for Shared {
    fn append(&self, mut staged: Staged<'_>) -> Outcome {
        if staged.transaction.began_at() != staged.expected_head {
            return Outcome::Conflict;
        }
        if staged.transaction.is_empty() {
            return commit(staged.transaction);
        }
        if let Err(error) = staged.transaction.seal() {
            return Outcome::Unavailable(error.into());
        }
        let mut turn = staged.turn.take();
        let appended = self.hand_over(&staged, |batch| match turn.take() {
            Some(turn) => turn.append(batch),
            None => self.engine.append(batch),
        });
        match appended {
            Ok(Appended::Committed) => commit(staged.transaction),
            Ok(Appended::Conflict) => Outcome::Conflict,
            Ok(Appended::Failed(error)) => Outcome::Unavailable(error),
            Ok(Appended::Unknown(error)) => Outcome::Unknown(error),
            Err(error) => Outcome::Unavailable(error.into()),
        }
    }

    fn take_turn(&self) -> Result<Option<Box<dyn Turn + '_>>, EngineError> {
        self.engine.take_turn().map(Some)
    }

    fn is_shared(&self) -> bool {
        true
    }

    fn head(&self) -> Result<Option<Position>, EngineError> {
        self.engine.head()
    }

    fn read(&self, from: Position, limit: usize) -> Result<Vec<Entry>, EngineError> {
        self.engine.read(from, limit)
    }

    fn wait(&self, position: Position, patience: Duration) -> Result<bool, EngineError> {
        self.engine.wait(position, patience)
    }
}

/// The engine has the records: they are recorded, whether or not this book takes them now. One that
/// does not follows later.
fn commit(transaction: Transaction<'_>) -> Outcome {
    match transaction.commit() {
        Ok(()) => Outcome::Committed,
        Err(error) => Outcome::Unknown(error.into()),
    }
}
