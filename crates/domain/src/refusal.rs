//! Why a command is refused, in an administrator's words.

use crate::SeatLimitReached;

/// A rule stands against a command; nothing is recorded.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, thiserror::Error)]
pub enum Refusal {
    /// A deactivated account cannot be disabled.
    #[error(
        "the account is deactivated: it cannot log in and takes no seat already; reactivate it first if it shall only be suspended"
    )]
    ReactivateFirst,
    /// A deactivated account is not brought back by `enable`.
    #[error("the account is deactivated, not disabled; reactivate it instead")]
    ReactivateInstead,
    /// A disabled account is not brought back by `reactivate`.
    #[error("the account is disabled, not deactivated; enable it instead")]
    EnableInstead,
    /// Deleted is final (R32).
    #[error("the account is deleted, and nothing brings it back; add the person as a new account")]
    DeletedAccount,
    /// No seat is free (R46).
    #[error(transparent)]
    SeatLimit(#[from] SeatLimitReached),
    /// An admin would shut out the account that it is acting as (R63).
    #[error(
        "this is the account that you are acting as; ask another administrator to disable, deactivate or delete it"
    )]
    OwnAccount,
    /// A student information system would end an account that it does not state (R29).
    #[error(
        "the account was added by hand, and no student information system states it: an import never ends it; deactivate it by hand"
    )]
    ProtectedManual,
}

impl Refusal {
    /// The stable code; never renamed.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::ReactivateFirst => "reactivate-first",
            Refusal::ReactivateInstead => "reactivate-instead",
            Refusal::EnableInstead => "enable-instead",
            Refusal::DeletedAccount => "deleted-account",
            Refusal::SeatLimit(_) => "seat-limit",
            Refusal::OwnAccount => "own-account",
            Refusal::ProtectedManual => "protected-manual",
        }
    }
}
