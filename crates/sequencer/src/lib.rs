//! The one thing that decides the order of records, behind a port of four questions, and its
//! engines. Today there is one: the book itself, on one machine.

mod local;

use std::time::Duration;

use rollbook_book::{BookError, Transaction};
use rollbook_domain::Position;

pub use local::Local;

/// What became of an append.
#[derive(Debug)]
pub enum Outcome {
    /// The records are the log's next ones, durable and in the book.
    Committed,
    /// The log does not end where the decisions were made: decide again. Nothing was written.
    Conflict,
    /// Nothing was written, and trying again later may help.
    Unavailable(BookError),
    /// Maybe written. To be tried again with the same record ids.
    Unknown(BookError),
}

/// Records decided and applied to the book in a transaction that is still open.
pub struct Staged<'a> {
    /// Where the log ended when they were decided; `None` for an empty log.
    pub expected_head: Option<Position>,
    pub transaction: Transaction<'a>,
}

/// One stored record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stored {
    pub position: Position,
    pub bytes: Vec<u8>,
}

/// The port. An engine orders whole appends: the records of one are contiguous, all or none.
pub trait Sequencer: Send + Sync {
    /// Makes the staged records the log's next ones, if the log still ends at the expected head,
    /// and then commits the transaction that applied them to the book.
    fn append(&self, staged: Staged<'_>) -> Outcome;

    /// At most `limit` records from a position on, in order.
    fn read(&self, from: Position, limit: usize) -> Result<Vec<Stored>, BookError>;

    /// Waits until the log has a record at `position`, at most for `patience`; true if it has.
    /// Reading on from a position and waiting for the next is a subscription without gap or
    /// repeat.
    fn wait(&self, position: Position, patience: Duration) -> Result<bool, BookError>;
}
