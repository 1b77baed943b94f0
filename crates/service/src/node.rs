//! One of several nodes that share a ledger: how far its book is, and that it follows.

mod following;
mod prompt;
mod reach;
mod standing;

pub use standing::Standing;
pub(crate) use standing::Watch;
