//! Several nodes of one ledger: the real binary, three times, on real servers of
//! PostgreSQL and on a double of KurrentDB.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod beside;
mod client;
mod cluster;
mod deletion;
mod forgery;
mod lost;
mod moving;
mod node;
mod readiness;
mod refusals;
mod story;
mod survival;
mod tampering;
