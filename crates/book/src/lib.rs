//! A node's book: one SQLite file with a copy of the log, the views, the Merkle tiles and work in
//! progress, changed together in one transaction; and the keyring, a file of its own beside it.
//!
//! On one machine the book *is* the log: to append a record and to apply it is one transaction.

mod append_lock;
mod apply;
mod backup;
mod book;
mod checkpoints;
mod destructions;
mod digest;
mod editions;
mod follow;
mod in_use;
mod keyless;
mod keys;
pub mod private;
mod progress;
mod read;
mod read_only;
mod rebuild;
mod restore;
mod sessions;
mod shared_log;
mod state;
mod token_uses;
mod transaction;
mod tree;

pub use append_lock::AppendLock;
pub use apply::Opened;
pub use backup::BackedUp;
pub use book::{Book, BookError, Writer};
pub use checkpoints::{StoredCheckpoint, sign_checkpoint};
pub use digest::Digest;
pub use editions::Revision;
pub use follow::keys_of;
pub use in_use::Alone;
pub use keys::{KeyFile, KeyOwner};
pub use progress::{StoredPlan, StoredReceipt};
pub use read::{
    AccountRow, AdminRow, BatchRow, ClassRow, Contradictions, Direction, EndedMembership,
    EndedWith, Filter, Fingerprinted, GroupRow, InstitutionRow, KnownAccount, Member, Members,
    Onward, Reads, Replaced, SeatStep, SigningKeyRow, StepFilter, StepRow, StepTarget, TokenRow,
};
pub use read_only::{ReadOnlyBook, Untrusted};
pub use rebuild::{Clear, Comparison, Opener, Rebuild, RebuildLock, RebuildProgress, RebuildStage};
pub use sessions::StoredSession;
pub use transaction::Transaction;
