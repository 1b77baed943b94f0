//! Admins and tokens.

use minicbor::{Decode, Encode};

use crate::{Id, Sealed};

/// What an admin or a token may do (contract: HTTP roles).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum Role {
    #[n(0)]
    DomainAdmin,
    /// Of the envelope's institution.
    #[n(1)]
    InstitutionAdmin,
    #[n(2)]
    Auditor,
    #[n(3)]
    Viewer,
    #[n(4)]
    Gate,
}

#[derive(Clone, PartialEq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct AdminAdded {
    #[n(0)]
    pub admin: Id,
    /// Sealed under the admin's own key.
    #[n(1)]
    pub email: Sealed,
    #[n(2)]
    pub role: Role,
}

#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct AdminRemoved {
    #[n(0)]
    pub admin: Id,
    /// Whether the person was erased too: the keys of the email and of the name in the records of
    /// what this person did went with it (R43).
    #[cbor(n(1), skip_if = "is_not")]
    pub erased: bool,
    /// Of a person who was erased: under which ids what this person did is recorded. Their keys went
    /// too, so this is how a rebuild knows which actors are meant.
    #[cbor(n(2), skip_if = "Vec::is_empty")]
    pub actors: Vec<Id>,
}

/// An admin has a new password, or none any more.
#[derive(Clone, PartialEq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct PasswordSet {
    #[n(0)]
    pub admin: Id,
    /// Argon2id in the PHC format, sealed under the admin's own key.
    #[n(1)]
    pub hash: Option<Sealed>,
}

/// Too many wrong passwords in a row: for a while no password signs this admin in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct SignInLocked {
    #[n(0)]
    pub admin: Id,
}

/// Somebody was given a new link that signs in as this admin.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct SignInLinkMade {
    #[n(0)]
    pub admin: Id,
}

#[derive(Clone, PartialEq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct TokenCreated {
    #[n(0)]
    pub token: Id,
    /// Sealed under the ledger's key.
    #[n(1)]
    pub name: Sealed,
    #[n(2)]
    pub role: Role,
    /// SHA-256 of the secret, which has 256 random bits and therefore needs no salt.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub secret_hash: [u8; 32],
    /// Milliseconds since 1970.
    #[n(4)]
    pub expires: Option<i64>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct TokenRevoked {
    #[n(0)]
    pub token: Id,
}

impl Role {
    /// Every role, in the order of the recorded numbers.
    pub const ALL: [Role; 5] = [
        Role::DomainAdmin,
        Role::InstitutionAdmin,
        Role::Auditor,
        Role::Viewer,
        Role::Gate,
    ];

    /// The role of a recorded number.
    pub fn from_number(number: u8) -> Option<Role> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// The name used outside.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::DomainAdmin => "domain_admin",
            Role::InstitutionAdmin => "institution_admin",
            Role::Auditor => "auditor",
            Role::Viewer => "viewer",
            Role::Gate => "gate",
        }
    }
}

fn is_not(flag: &bool) -> bool {
    !flag
}
