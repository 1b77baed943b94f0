//! Takes back what was recorded, or gives it again: a batch, one event, or what a query finds
//! (R52–R54, R56).

mod apply;
mod consequences;
mod digest;
mod drafts;
mod exceptions;
mod gather;
mod history;
mod judge;
mod plan;
mod present;
mod request;
mod rows;
mod structure;
mod taken_back;
mod target;
#[cfg(test)]
mod tests;

pub(crate) use exceptions::told;
pub use request::{ReversalOptions, ReversalOutcome, ReversalTarget};
