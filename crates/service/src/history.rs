//! The log as people read it: events, opened for whoever may see them.

mod batch_sentence;
mod details;
mod event;
mod known;
mod sentence;

pub(crate) use event::Renderer;
