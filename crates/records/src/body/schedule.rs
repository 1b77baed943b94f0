//! Steps: one action at one time for a fixed list of accounts.

use minicbor::{Decode, Encode};

use crate::{Id, Sealed};

/// What a step does to its accounts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum ScheduledAction {
    #[n(0)]
    Disable,
    #[n(1)]
    Enable,
    #[n(2)]
    Deactivate,
    #[n(3)]
    Reactivate,
}

impl ScheduledAction {
    /// The action of a recorded number.
    pub fn from_number(number: u8) -> Option<ScheduledAction> {
        [
            ScheduledAction::Disable,
            ScheduledAction::Enable,
            ScheduledAction::Deactivate,
            ScheduledAction::Reactivate,
        ]
        .get(usize::from(number))
        .copied()
    }

    /// The name used outside.
    pub fn as_str(self) -> &'static str {
        match self {
            ScheduledAction::Disable => "disable",
            ScheduledAction::Enable => "enable",
            ScheduledAction::Deactivate => "deactivate",
            ScheduledAction::Reactivate => "reactivate",
        }
    }
}

/// The first record of a step; its accounts follow at once. The envelope names the institution
/// that the step may act in, where it was scheduled by that institution's admin (R15).
#[derive(Clone, PartialEq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct StepScheduled {
    #[n(0)]
    pub step: Id,
    #[n(1)]
    pub action: ScheduledAction,
    /// When it is to run, in milliseconds since 1970.
    #[n(2)]
    pub due: i64,
    /// How many accounts it concerns.
    #[n(3)]
    pub accounts: u32,
    /// The step whose effects it ends: it gives back what that one took, and no more.
    #[n(4)]
    pub ends: Option<Id>,
    /// Why guards were overridden (R60), sealed under the ledger's key.
    #[n(5)]
    pub override_reason: Option<Sealed>,
}

/// The envelope's account is one of the step's.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct StepTargeted {
    #[n(0)]
    pub step: Id,
}

/// The step will not run.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct StepCancelled {
    #[n(0)]
    pub step: Id,
}

/// The step was run; it never is again. The numbers are of accounts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct StepRan {
    #[n(0)]
    pub step: Id,
    #[n(1)]
    pub changed: u64,
    #[n(2)]
    pub nothing_to_do: u64,
    #[n(3)]
    pub refused: u64,
}

/// A rule stood against the step at the envelope's account.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct StepRefused {
    #[n(0)]
    pub step: Id,
    /// The stable code of the refusal.
    #[n(1)]
    pub code: String,
}
