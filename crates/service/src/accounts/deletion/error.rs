//! What stands against a deletion.

use crate::Kind;

/// Why an account was not deleted (R41).
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum DeletionError {
    /// No text that was given out, or one for another account or another person.
    #[error(
        "the confirmation is not one of yours for this account: ask what the deletion would destroy, and use the confirmation of that answer"
    )]
    Confirmation,
    #[error(
        "the confirmation has expired, ten minutes after it was given: ask again what the deletion would destroy"
    )]
    Expired,
    #[error(
        "the account has changed since the confirmation was given: ask again what the deletion would destroy"
    )]
    AccountChanged,
    #[error(
        "this is not the account's email, username or sis_id: type one of them as it stands there"
    )]
    Identity,
}

impl DeletionError {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            DeletionError::Confirmation => "confirmation-invalid",
            DeletionError::Expired => "confirmation-expired",
            DeletionError::AccountChanged => "account-changed",
            DeletionError::Identity => "identity-mismatch",
        }
    }

    pub(crate) fn kind(self) -> Kind {
        match self {
            DeletionError::AccountChanged => Kind::Conflict,
            _ => Kind::Refused,
        }
    }
}
