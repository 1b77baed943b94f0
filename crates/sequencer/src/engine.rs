//! What an engine owes that several nodes share.

use std::time::Duration;

use rollbook_book::BookError;
use rollbook_domain::Position;

use crate::KeyDatabaseError;

/// Reads at most so many of the records that are to be appended, from a position on.
pub type Pieces<'a> = dyn Fn(Position, usize) -> Result<Vec<Vec<u8>>, BookError> + 'a;

/// Records that are to be the log's next ones. What they seal was sealed with nonces drawn by chance,
/// so no two appends have the same bytes, and an attempt is known by them.
pub struct Batch<'a> {
    /// Where the log must end; `None` for an empty log.
    pub expected_head: Option<Position>,
    /// The record that stands there, where it is known, so that nothing is put behind another one: a
    /// log that has lost what was acknowledged, or another ledger's, may be as long.
    pub record_at_head: Option<&'a [u8]>,
    /// How many records there are, at least one.
    pub count: u64,
    /// The records. They are read in pieces, because there may be a million, and again where an
    /// append is tried again: they are the same each time, byte for byte.
    pub records: &'a Pieces<'a>,
    /// Signed, of the tree that ends with them (R64).
    pub checkpoint: Option<&'a str>,
    /// What writes with idempotency keys did, for the nodes that follow; nothing of the log.
    pub receipts: Option<&'a [u8]>,
}

impl Batch<'_> {
    /// Where the first record is to stand.
    pub fn first(&self) -> Position {
        Position(self.expected_head.map_or(0, |head| head.0 + 1))
    }

    /// Where the last record is to stand.
    pub fn last(&self) -> Position {
        Position(self.first().0 + self.count.saturating_sub(1))
    }
}

/// A record of the shared log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    pub position: Position,
    pub record: Vec<u8>,
    /// At the last record of an append: of the tree that ends here.
    pub checkpoint: Option<String>,
    /// At the last record of an append: as [`Batch::receipts`]. An engine may forget them after a day.
    pub receipts: Option<Vec<u8>>,
}

/// Why an engine did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// It does not answer, or is just giving its place to another: trying again may help.
    #[error("the shared log at {place} does not answer: {why}")]
    Unreachable { place: String, why: String },
    /// It answers, and will not: credentials, a certificate, a database that is not there.
    #[error("the shared log at {place} refuses: {why}")]
    Refused { place: String, why: String },
    /// Its URL cannot be used as it is written, so that nobody was asked.
    #[error("the shared log at {place} refuses: {why}")]
    Url { place: String, why: String },
    /// What it holds cannot be the log of this ledger.
    #[error("the shared log contradicts itself: {0}")]
    Damaged(String),
    /// Nothing more is to be appended by whoever has another record there.
    #[error(
        "the record at position {0} of the shared log is not the one that this node has: it is the log of another ledger, was changed, or lost its end and went on without it; `rollbook verify` checks the node's own copy"
    )]
    Forked(Position),
    #[error(
        "the shared log was laid out by a newer rollbook (version {found}, this one knows {known}): use the newer program on every node"
    )]
    Newer { found: u32, known: u32 },
    /// Of the keyring that goes with it.
    #[error(transparent)]
    Keys(#[from] KeyDatabaseError),
    #[error(transparent)]
    Book(#[from] BookError),
}

impl EngineError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            EngineError::Unreachable { .. } => "shared-log-unreachable",
            EngineError::Refused { .. } | EngineError::Url { .. } => "shared-log-refused",
            EngineError::Damaged(_) => "shared-log-damaged",
            EngineError::Forked(_) => "shared-log-other",
            EngineError::Newer { .. } => "shared-log-newer",
            EngineError::Keys(error) => error.code(),
            EngineError::Book(_) => "fault",
        }
    }

    /// Whether whoever named the place has to write it otherwise.
    pub fn is_usage(&self) -> bool {
        match self {
            EngineError::Url { .. } => true,
            EngineError::Keys(error) => error.is_usage(),
            _ => false,
        }
    }

    /// Whether trying again later may help.
    pub fn is_passing(&self) -> bool {
        match self {
            EngineError::Unreachable { .. } => true,
            EngineError::Keys(error) => error.is_passing(),
            _ => false,
        }
    }
}

/// What became of an append to an engine.
#[derive(Debug)]
pub enum Appended {
    /// The records are the log's next ones, and durable.
    Committed,
    /// The log does not end where it was expected to. Nothing was written.
    Conflict,
    /// Nothing was written.
    Failed(EngineError),
    /// Maybe written: the answer was lost.
    Unknown(EngineError),
}

/// Others' appends wait, or are conflicts, for as long as it is held.
pub trait Turn {
    /// As [`Engine::append`], which ends the turn.
    fn append(self: Box<Self>, batch: &Batch<'_>) -> Appended;
}

/// A log that several nodes share. An engine orders whole appends: the records of one are
/// contiguous, all or none, and positions have no gaps.
///
/// Every call blocks, for as long as an engine's own timeouts allow and no longer (ADR 4).
pub trait Engine: Send + Sync {
    /// Makes the records the log's next ones, if the log ends at the expected head.
    fn append(&self, batch: &Batch<'_>) -> Appended;

    /// Takes the log for itself, so that a large append, or one that has lost to others before, need
    /// not lose again. An engine takes a turn back from whoever does not answer.
    fn take_turn(&self) -> Result<Box<dyn Turn + '_>, EngineError>;

    /// Where the log ends; `None` for an empty one.
    fn head(&self) -> Result<Option<Position>, EngineError>;

    /// At most `limit` records from a position on, in order. Fewer do not mean that the log ends; none
    /// do.
    fn read(&self, from: Position, limit: usize) -> Result<Vec<Entry>, EngineError>;

    /// Waits until the log has a record at `position`, at most for `patience`; true if it has.
    /// Reading on from a position and waiting for the next is a subscription without gap or
    /// repeat.
    fn wait(&self, position: Position, patience: Duration) -> Result<bool, EngineError>;

    /// Where it is, without credentials: for people.
    fn place(&self) -> &str;
}
