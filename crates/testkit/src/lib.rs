//! Fixtures that the tests share. They panic where something is wrong: a test has nothing better
//! to do.

mod clock;
mod files;
mod ledger;
mod program;
mod wait;

pub use clock::SettableClock;
pub use files::{accounts_file, leavers_file};
pub use ledger::TemporaryLedger;
pub use program::{Rollbook, Run};
pub use wait::wait_until;
