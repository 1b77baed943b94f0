//! Fixtures that the tests share. They panic where something is wrong: a test has nothing better
//! to do.

#[cfg(feature = "ledger")]
mod clock;
mod files;
#[cfg(feature = "kurrentdb")]
pub mod kurrent;
#[cfg(feature = "ledger")]
mod ledger;
#[cfg(feature = "postgres")]
mod postgres;
mod program;
mod wait;

#[cfg(feature = "ledger")]
pub use clock::SettableClock;
pub use files::{accounts_file, leavers_file};
#[cfg(feature = "ledger")]
pub use ledger::TemporaryLedger;
#[cfg(feature = "postgres")]
pub use postgres::{PostgresPair, PostgresServer};
pub use program::{Rollbook, Run};
pub use wait::wait_until;
