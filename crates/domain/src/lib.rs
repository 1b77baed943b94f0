//! Accounts, seats and batches: events, decide, evolve, the status table.
//!
//! No IO, no clock, no record format. [`decide`] may refuse and records nothing by itself;
//! [`Account::evolve`] cannot fail.

mod account;
mod batch;
mod commands;
mod event;
mod evolve;
mod guards;
mod identifiers;
mod profile;
mod refusal;
mod seats;
mod status;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use account::{Account, Facts, Living, Origin, UnknownOrigin};
pub use batch::{EffectCounts, Effects, Exposure, Transition, allot_seats};
pub use commands::{Command, Decision, UnknownAction, decide};
pub use event::Event;
pub use guards::{DELETIONS, GuardStop, Guards, SHARE_FROM_ACCOUNTS, SHARE_PERCENT};
pub use identifiers::{AccountId, AdminId, BatchId, GroupId, InstitutionId, Position, TokenId};
pub use profile::{Change, Column, Profile};
pub use refusal::Refusal;
pub use seats::{SeatCount, SeatLimitReached, SeatScope, Seats};
pub use status::{Status, UnknownStatus};
