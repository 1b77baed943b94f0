//! Batches: what imports did.

mod list;
mod show;

pub(crate) use show::SHOWN_CHANGES;
