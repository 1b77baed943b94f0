//! Acceptance tests through the public doors: CLI, HTTP, browser. What several of them use.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod needles;
mod search;

pub use needles::{Needles, Secrets};
pub use search::{Search, Watch};
