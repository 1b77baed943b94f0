//! One account's events.

use minicbor::{Decode, Encode};

use crate::Sealed;

#[derive(Clone, PartialEq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct AccountCreated {
    /// True for origin `manual`, false for `import`.
    #[n(0)]
    pub manual: bool,
    #[n(1)]
    pub blocked: bool,
    /// Sealed under the account's key.
    #[n(2)]
    pub profile: Sealed,
    /// Whether the `user_id` was drawn from the ledger's counter. The number itself is sealed.
    #[n(3)]
    pub assigned: bool,
    /// How many numbers the counter had to pass, because they were taken: with this, where it
    /// stands is known even when the account's key is gone (R55).
    #[cbor(n(4), skip_if = "super::ledger::is_none")]
    pub skipped: u64,
}

/// R27: the envelope names the institution that the account belongs to from now on.
#[derive(Clone, PartialEq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct ProfileChanged {
    /// The whole profile as it is from now on, sealed under the account's key.
    #[n(0)]
    pub profile: Sealed,
    /// The changed columns, old and new, sealed under the account's key.
    #[n(1)]
    pub changes: Sealed,
    /// The institution that the account belonged to, if it moved.
    #[n(2)]
    pub moved_from: Option<u64>,
}

/// R49: who states from now on that the account exists.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct OriginChanged {
    /// True for origin `manual`, false for `import`.
    #[n(0)]
    pub manual: bool,
}

/// R48: what the learning system knows of the account.
#[derive(Clone, PartialEq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct ActivityRecorded {
    #[n(0)]
    pub logged_in: bool,
    #[n(1)]
    pub has_grades: bool,
    /// See [`crate::ActivityReport`]; sealed under the account's key.
    #[n(2)]
    pub report: Sealed,
}
