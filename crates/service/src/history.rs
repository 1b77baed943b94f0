//! The log as people read it: events, opened for whoever may see them.

mod account;
mod audit;
mod batch_sentence;
mod details;
pub(crate) mod event;
mod feed;
mod find;
mod known;
mod page;
mod query;
mod sentence;
mod stretches;
mod units;
mod write;

pub use audit::EventSearch;
pub use feed::FeedPart;

pub(crate) use known::Known;
pub use page::Page;
pub use query::Query;
pub use write::EventFormat;
