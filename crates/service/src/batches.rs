//! Batches: what imports did.

mod exceptions;
mod list;
mod show;
mod taken_back;

pub(crate) use show::SHOWN_CHANGES;
