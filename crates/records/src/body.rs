//! The events themselves, one struct a kind. Fields are numbered maps: a field may be added with a
//! new number; none is ever renumbered or given another meaning.

use minicbor::encode::Write;
use minicbor::{Decode, Decoder, Encode, Encoder};

use crate::{DecodeError, Id, Kind, Sealed};

/// The version of every schema below. A schema that changes its meaning gets a struct and a
/// version of its own, and the old one stays.
const VERSION: u8 = 1;

/// An event with its details.
#[derive(Clone, PartialEq, Debug)]
pub enum Body {
    LedgerOpened(LedgerOpened),
    BatchRecorded(BatchRecorded),
    InstitutionAdded(InstitutionAdded),
    SeatLimitSet(SeatLimitSet),
    AccountCreated(AccountCreated),
    ProfileChanged(ProfileChanged),
    AccountDisabled,
    AccountEnabled,
    AccountDeactivated,
    AccountReactivated,
    GroupAdded(GroupAdded),
    GroupJoined(Membership),
    GroupLeft(Membership),
    AdminAdded(AdminAdded),
    AdminRemoved(AdminRemoved),
    TokenCreated(TokenCreated),
    TokenRevoked(TokenRevoked),
}

impl Body {
    /// Which kind of event this is.
    pub fn kind(&self) -> Kind {
        match self {
            Body::LedgerOpened(_) => Kind::LedgerOpened,
            Body::BatchRecorded(_) => Kind::BatchRecorded,
            Body::InstitutionAdded(_) => Kind::InstitutionAdded,
            Body::SeatLimitSet(_) => Kind::SeatLimitSet,
            Body::AccountCreated(_) => Kind::AccountCreated,
            Body::ProfileChanged(_) => Kind::ProfileChanged,
            Body::AccountDisabled => Kind::AccountDisabled,
            Body::AccountEnabled => Kind::AccountEnabled,
            Body::AccountDeactivated => Kind::AccountDeactivated,
            Body::AccountReactivated => Kind::AccountReactivated,
            Body::GroupAdded(_) => Kind::GroupAdded,
            Body::GroupJoined(_) => Kind::GroupJoined,
            Body::GroupLeft(_) => Kind::GroupLeft,
            Body::AdminAdded(_) => Kind::AdminAdded,
            Body::AdminRemoved(_) => Kind::AdminRemoved,
            Body::TokenCreated(_) => Kind::TokenCreated,
            Body::TokenRevoked(_) => Kind::TokenRevoked,
        }
    }

    pub(crate) fn version(&self) -> u8 {
        VERSION
    }

    pub(crate) fn write<W: Write>(
        &self,
        encoder: &mut Encoder<W>,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        match self {
            Body::LedgerOpened(event) => encoder.encode(event)?,
            Body::BatchRecorded(event) => encoder.encode(event)?,
            Body::InstitutionAdded(event) => encoder.encode(event)?,
            Body::SeatLimitSet(event) => encoder.encode(event)?,
            Body::AccountCreated(event) => encoder.encode(event)?,
            Body::ProfileChanged(event) => encoder.encode(event)?,
            Body::AccountDisabled
            | Body::AccountEnabled
            | Body::AccountDeactivated
            | Body::AccountReactivated => encoder.map(0)?,
            Body::GroupAdded(event) => encoder.encode(event)?,
            Body::GroupJoined(event) | Body::GroupLeft(event) => encoder.encode(event)?,
            Body::AdminAdded(event) => encoder.encode(event)?,
            Body::AdminRemoved(event) => encoder.encode(event)?,
            Body::TokenCreated(event) => encoder.encode(event)?,
            Body::TokenRevoked(event) => encoder.encode(event)?,
        };
        Ok(())
    }

    pub(crate) fn read(
        number: u16,
        version: u8,
        decoder: &mut Decoder<'_>,
    ) -> Result<Body, DecodeError> {
        let unknown = DecodeError::Unknown {
            kind: number,
            version,
        };
        let kind = Kind::from_number(number).filter(|_| version == VERSION);
        Ok(match kind.ok_or(unknown)? {
            Kind::LedgerOpened => Body::LedgerOpened(decoder.decode()?),
            Kind::BatchRecorded => Body::BatchRecorded(decoder.decode()?),
            Kind::InstitutionAdded => Body::InstitutionAdded(decoder.decode()?),
            Kind::SeatLimitSet => Body::SeatLimitSet(decoder.decode()?),
            Kind::AccountCreated => Body::AccountCreated(decoder.decode()?),
            Kind::ProfileChanged => Body::ProfileChanged(decoder.decode()?),
            Kind::AccountDisabled => Body::AccountDisabled,
            Kind::AccountEnabled => Body::AccountEnabled,
            Kind::AccountDeactivated => Body::AccountDeactivated,
            Kind::AccountReactivated => Body::AccountReactivated,
            Kind::GroupAdded => Body::GroupAdded(decoder.decode()?),
            Kind::GroupJoined => Body::GroupJoined(decoder.decode()?),
            Kind::GroupLeft => Body::GroupLeft(decoder.decode()?),
            Kind::AdminAdded => Body::AdminAdded(decoder.decode()?),
            Kind::AdminRemoved => Body::AdminRemoved(decoder.decode()?),
            Kind::TokenCreated => Body::TokenCreated(decoder.decode()?),
            Kind::TokenRevoked => Body::TokenRevoked(decoder.decode()?),
        })
    }
}

/// The first record of every ledger, at position 0.
#[derive(Clone, PartialEq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct LedgerOpened {
    #[n(0)]
    pub ledger: Id,
}

/// What made a batch.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum BatchKind {
    #[n(0)]
    Import,
}

/// The first record of a batch; the events it names follow at once, without gap.
#[derive(Clone, PartialEq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct BatchRecorded {
    #[n(0)]
    pub kind: BatchKind,
    /// How many records of this batch follow this one.
    #[n(1)]
    pub events: u32,
    #[n(2)]
    pub profile: Option<String>,
    #[n(3)]
    pub action: Option<String>,
    #[n(4)]
    pub files: Vec<RecordedFile>,
    #[n(5)]
    pub effects: RecordedEffects,
    /// The version of the row validator that read the files (R61).
    #[n(6)]
    pub validator: String,
    #[n(7)]
    pub all_or_nothing: bool,
    /// Why guards were overridden (R60), sealed under the ledger's key.
    #[n(8)]
    pub override_reason: Option<Sealed>,
}

/// A file of a batch; its name may name a person, and its digest may be guessed from a list.
#[derive(Clone, PartialEq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct RecordedFile {
    #[n(0)]
    pub name: Sealed,
    /// Lower-case hexadecimal SHA-256, sealed.
    #[n(1)]
    pub sha256: Sealed,
    #[n(2)]
    pub rows: u64,
}

/// What a batch did, in numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Encode, Decode)]
#[cbor(map)]
pub struct RecordedEffects {
    #[n(0)]
    pub create: u64,
    #[n(1)]
    pub change_profile: u64,
    #[n(2)]
    pub change_origin: u64,
    #[n(3)]
    pub disable: u64,
    #[n(4)]
    pub enable: u64,
    #[n(5)]
    pub deactivate: u64,
    #[n(6)]
    pub reactivate: u64,
    #[n(7)]
    pub delete: u64,
    #[n(8)]
    pub leave_group: u64,
    #[n(9)]
    pub join_group: u64,
    #[n(10)]
    pub nothing_to_do: u64,
    #[n(11)]
    pub refused: u64,
}

/// The institution is named in the envelope.
#[derive(Clone, PartialEq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct InstitutionAdded {
    /// Sealed under the ledger's key.
    #[n(0)]
    pub name: Sealed,
    #[n(1)]
    pub import_id: Option<Sealed>,
}

/// R45: for the envelope's institution, or for the whole domain where it names none.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct SeatLimitSet {
    /// Absent means unlimited.
    #[n(0)]
    pub limit: Option<u64>,
}

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

#[derive(Clone, PartialEq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct GroupAdded {
    #[n(0)]
    pub group: Id,
    /// Sealed under the ledger's key: class names often hold a teacher's name.
    #[n(1)]
    pub name: Sealed,
}

/// The envelope names the account that joined or left.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct Membership {
    #[n(0)]
    pub group: Id,
}

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

#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(map)]
pub struct AdminRemoved {
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
