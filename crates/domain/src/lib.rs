//! Accounts, seats and batches: events, decide, evolve, the status table.
//!
//! No IO, no clock, no record format. [`decide`] may refuse and records nothing by itself;
//! [`Account::evolve`] cannot fail.

mod account;
mod batch;
mod commands;
mod effects;
mod event;
mod evolve;
mod exposure;
mod guards;
mod identifiers;
mod listing;
mod profile;
mod refusal;
pub mod reversal;
mod seats;
mod status;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod words;

pub use account::{Account, Facts, Living, Origin, Protection, UnknownOrigin};
pub use batch::{Transition, allot_seats};
pub use commands::{Command, Decision, UnknownAction, decide};
pub use effects::{EffectCounts, Effects, StructureChange};
pub use event::Event;
pub use exposure::{Acts, Exposure};
pub use guards::{DELETIONS, GuardStop, Guards, SHARE_FROM_ACCOUNTS, SHARE_PERCENT};
pub use identifiers::{
    AccountId, AdminId, BatchId, ClassId, GroupId, InstitutionId, Position, StepId, TokenId,
};
pub use listing::{LeftOut, left_out, listed, named_in_deletions};
pub use profile::{Change, Column, Profile};
pub use refusal::Refusal;
pub use seats::{SeatCount, SeatLimitReached, SeatScope, Seats};
pub use status::{Status, UnknownStatus};
