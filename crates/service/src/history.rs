//! The log as people read it: events, opened for whoever may see them.

mod batch_sentence;
mod details;
pub(crate) mod event;
mod known;
mod query;
mod sentence;

pub use query::Query;
