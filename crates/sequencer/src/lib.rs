//! The one thing that decides the order of records, behind a small port, and its engines. On one
//! machine it is the book itself; where several nodes share a ledger, it is a store that they share.

#[cfg(feature = "testing")]
pub mod conformance;
mod engine;
mod key_database;
#[cfg(feature = "kurrentdb")]
mod kurrent;
mod local;
mod open;
#[cfg(feature = "postgres")]
mod postgres;
mod receipts;
mod shared_log;

use std::time::Duration;

use rollbook_book::Transaction;
use rollbook_domain::Position;

pub use engine::{Appended, Batch, Engine, EngineError, Entry, Pieces, Turn};
pub use key_database::KeyDatabaseError;
#[cfg(feature = "kurrentdb")]
pub use kurrent::{KurrentLog, KurrentPatience};
pub use local::Local;
pub use open::{check_log_url, is_kurrentdb, open_keys, open_log};
#[cfg(feature = "postgres")]
pub use postgres::{PostgresKeys, PostgresLog};
pub use receipts::decode_receipts;
pub use shared_log::Shared;

/// What became of an append.
#[derive(Debug)]
pub enum Outcome {
    /// The records are the log's next ones, durable and in the book.
    Committed,
    /// The log does not end where the decisions were made: decide again. Nothing was written.
    Conflict,
    /// Nothing was written, and trying again later may help.
    Unavailable(EngineError),
    /// Maybe written. Where the log is shared, what was written is found as it is followed.
    Unknown(EngineError),
}

/// Records decided and applied to the book in a transaction that is still open.
pub struct Staged<'a> {
    /// Where the log ended when they were decided; `None` for an empty log.
    pub expected_head: Option<Position>,
    pub transaction: Transaction<'a>,
    /// Was taken before they were decided.
    pub turn: Option<Box<dyn Turn + 'a>>,
}

/// The port. The records of one append are contiguous, all or none.
pub trait Sequencer: Send + Sync {
    /// Makes the staged records the log's next ones, if the log still ends at the expected head,
    /// and commits the transaction that applied them to the book.
    fn append(&self, staged: Staged<'_>) -> Outcome;

    /// Takes the log for this process, where that is not so already.
    fn take_turn(&self) -> Result<Option<Box<dyn Turn + '_>>, EngineError>;

    /// Whether others append to it that do not write this book, which has to follow then.
    fn is_shared(&self) -> bool;

    /// Where the log ends; `None` for an empty one.
    fn head(&self) -> Result<Option<Position>, EngineError>;

    /// As [`Engine::read`].
    fn read(&self, from: Position, limit: usize) -> Result<Vec<Entry>, EngineError>;

    /// As [`Engine::wait`].
    fn wait(&self, position: Position, patience: Duration) -> Result<bool, EngineError>;
}
