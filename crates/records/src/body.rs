//! The events themselves, one struct a kind. Fields are numbered maps: a field may be added with a
//! new number; none is ever renumbered or given another meaning.

mod accounts;
mod groups;
mod institutions;
mod ledger;
mod people;
mod schedule;

use minicbor::encode::Write;
use minicbor::{Decoder, Encoder};

use crate::{DecodeError, Kind};

pub use accounts::{AccountCreated, ActivityRecorded, OriginChanged, ProfileChanged};
pub use groups::{ClassAdded, ClassChanged, ClassRemoved, ClassRole, GroupAdded, Membership};
pub use institutions::{InstitutionAdded, InstitutionChanged, SeatLimitSet};
pub use ledger::{
    BatchKind, BatchRecorded, LedgerOpened, LedgerRestored, RecordedEffects, RecordedFile,
    RecordedScope, SigningKeyAdopted,
};
pub use people::{
    AdminAdded, AdminRemoved, PasswordSet, Role, SignInLinkMade, SignInLocked, TokenCreated,
    TokenRevoked,
};
pub use schedule::{
    ScheduledAction, StepCancelled, StepRan, StepRefused, StepScheduled, StepTargeted,
};

/// The version of every schema of an event. A schema that changes its meaning gets a struct and a
/// version of its own, and the old one stays.
const VERSION: u8 = 1;

/// An event with its details.
#[derive(Clone, PartialEq, Debug)]
pub enum Body {
    LedgerOpened(LedgerOpened),
    BatchRecorded(Box<BatchRecorded>),
    InstitutionAdded(InstitutionAdded),
    InstitutionChanged(InstitutionChanged),
    InstitutionRemoved,
    SeatLimitSet(SeatLimitSet),
    AccountCreated(AccountCreated),
    ProfileChanged(ProfileChanged),
    OriginChanged(OriginChanged),
    AccountDisabled,
    AccountEnabled,
    AccountDeactivated,
    AccountReactivated,
    AccountDeleted,
    ActivityRecorded(ActivityRecorded),
    GroupAdded(GroupAdded),
    GroupJoined(Membership),
    GroupLeft(Membership),
    ClassAdded(ClassAdded),
    ClassChanged(ClassChanged),
    ClassRemoved(ClassRemoved),
    AdminAdded(AdminAdded),
    AdminRemoved(AdminRemoved),
    TokenCreated(TokenCreated),
    TokenRevoked(TokenRevoked),
    PasswordSet(PasswordSet),
    SignInLocked(SignInLocked),
    SignInLinkMade(SignInLinkMade),
    StepScheduled(StepScheduled),
    StepTargeted(StepTargeted),
    StepCancelled(StepCancelled),
    StepRan(StepRan),
    StepRefused(StepRefused),
    SigningKeyAdopted(SigningKeyAdopted),
    LedgerRestored(LedgerRestored),
}

impl Body {
    /// Which kind of event this is.
    pub fn kind(&self) -> Kind {
        match self {
            Body::LedgerOpened(_) => Kind::LedgerOpened,
            Body::BatchRecorded(_) => Kind::BatchRecorded,
            Body::InstitutionAdded(_) => Kind::InstitutionAdded,
            Body::InstitutionChanged(_) => Kind::InstitutionChanged,
            Body::InstitutionRemoved => Kind::InstitutionRemoved,
            Body::SeatLimitSet(_) => Kind::SeatLimitSet,
            Body::AccountCreated(_) => Kind::AccountCreated,
            Body::ProfileChanged(_) => Kind::ProfileChanged,
            Body::OriginChanged(_) => Kind::OriginChanged,
            Body::AccountDisabled => Kind::AccountDisabled,
            Body::AccountEnabled => Kind::AccountEnabled,
            Body::AccountDeactivated => Kind::AccountDeactivated,
            Body::AccountReactivated => Kind::AccountReactivated,
            Body::AccountDeleted => Kind::AccountDeleted,
            Body::ActivityRecorded(_) => Kind::ActivityRecorded,
            Body::GroupAdded(_) => Kind::GroupAdded,
            Body::GroupJoined(_) => Kind::GroupJoined,
            Body::GroupLeft(_) => Kind::GroupLeft,
            Body::ClassAdded(_) => Kind::ClassAdded,
            Body::ClassChanged(_) => Kind::ClassChanged,
            Body::ClassRemoved(_) => Kind::ClassRemoved,
            Body::AdminAdded(_) => Kind::AdminAdded,
            Body::AdminRemoved(_) => Kind::AdminRemoved,
            Body::TokenCreated(_) => Kind::TokenCreated,
            Body::TokenRevoked(_) => Kind::TokenRevoked,
            Body::PasswordSet(_) => Kind::PasswordSet,
            Body::SignInLocked(_) => Kind::SignInLocked,
            Body::SignInLinkMade(_) => Kind::SignInLinkMade,
            Body::StepScheduled(_) => Kind::StepScheduled,
            Body::StepTargeted(_) => Kind::StepTargeted,
            Body::StepCancelled(_) => Kind::StepCancelled,
            Body::StepRan(_) => Kind::StepRan,
            Body::StepRefused(_) => Kind::StepRefused,
            Body::SigningKeyAdopted(_) => Kind::SigningKeyAdopted,
            Body::LedgerRestored(_) => Kind::LedgerRestored,
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
            Body::BatchRecorded(event) => encoder.encode(&**event)?,
            Body::InstitutionAdded(event) => encoder.encode(event)?,
            Body::InstitutionChanged(event) => encoder.encode(event)?,
            Body::SeatLimitSet(event) => encoder.encode(event)?,
            Body::AccountCreated(event) => encoder.encode(event)?,
            Body::ProfileChanged(event) => encoder.encode(event)?,
            Body::OriginChanged(event) => encoder.encode(event)?,
            Body::ActivityRecorded(event) => encoder.encode(event)?,
            Body::InstitutionRemoved
            | Body::AccountDisabled
            | Body::AccountEnabled
            | Body::AccountDeactivated
            | Body::AccountReactivated
            | Body::AccountDeleted => encoder.map(0)?,
            Body::GroupAdded(event) => encoder.encode(event)?,
            Body::GroupJoined(event) | Body::GroupLeft(event) => encoder.encode(event)?,
            Body::ClassAdded(event) => encoder.encode(event)?,
            Body::ClassChanged(event) => encoder.encode(event)?,
            Body::ClassRemoved(event) => encoder.encode(event)?,
            Body::AdminAdded(event) => encoder.encode(event)?,
            Body::AdminRemoved(event) => encoder.encode(event)?,
            Body::TokenCreated(event) => encoder.encode(event)?,
            Body::TokenRevoked(event) => encoder.encode(event)?,
            Body::PasswordSet(event) => encoder.encode(event)?,
            Body::SignInLocked(event) => encoder.encode(event)?,
            Body::SignInLinkMade(event) => encoder.encode(event)?,
            Body::StepScheduled(event) => encoder.encode(event)?,
            Body::StepTargeted(event) => encoder.encode(event)?,
            Body::StepCancelled(event) => encoder.encode(event)?,
            Body::StepRan(event) => encoder.encode(event)?,
            Body::StepRefused(event) => encoder.encode(event)?,
            Body::SigningKeyAdopted(event) => encoder.encode(event)?,
            Body::LedgerRestored(event) => encoder.encode(event)?,
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
            Kind::BatchRecorded => Body::BatchRecorded(Box::new(decoder.decode()?)),
            Kind::InstitutionAdded => Body::InstitutionAdded(decoder.decode()?),
            Kind::InstitutionChanged => Body::InstitutionChanged(decoder.decode()?),
            Kind::InstitutionRemoved => Body::InstitutionRemoved,
            Kind::SeatLimitSet => Body::SeatLimitSet(decoder.decode()?),
            Kind::AccountCreated => Body::AccountCreated(decoder.decode()?),
            Kind::ProfileChanged => Body::ProfileChanged(decoder.decode()?),
            Kind::OriginChanged => Body::OriginChanged(decoder.decode()?),
            Kind::AccountDisabled => Body::AccountDisabled,
            Kind::AccountEnabled => Body::AccountEnabled,
            Kind::AccountDeactivated => Body::AccountDeactivated,
            Kind::AccountReactivated => Body::AccountReactivated,
            Kind::AccountDeleted => Body::AccountDeleted,
            Kind::ActivityRecorded => Body::ActivityRecorded(decoder.decode()?),
            Kind::GroupAdded => Body::GroupAdded(decoder.decode()?),
            Kind::GroupJoined => Body::GroupJoined(decoder.decode()?),
            Kind::GroupLeft => Body::GroupLeft(decoder.decode()?),
            Kind::ClassAdded => Body::ClassAdded(decoder.decode()?),
            Kind::ClassChanged => Body::ClassChanged(decoder.decode()?),
            Kind::ClassRemoved => Body::ClassRemoved(decoder.decode()?),
            Kind::AdminAdded => Body::AdminAdded(decoder.decode()?),
            Kind::AdminRemoved => Body::AdminRemoved(decoder.decode()?),
            Kind::TokenCreated => Body::TokenCreated(decoder.decode()?),
            Kind::TokenRevoked => Body::TokenRevoked(decoder.decode()?),
            Kind::PasswordSet => Body::PasswordSet(decoder.decode()?),
            Kind::SignInLocked => Body::SignInLocked(decoder.decode()?),
            Kind::SignInLinkMade => Body::SignInLinkMade(decoder.decode()?),
            Kind::StepScheduled => Body::StepScheduled(decoder.decode()?),
            Kind::StepTargeted => Body::StepTargeted(decoder.decode()?),
            Kind::StepCancelled => Body::StepCancelled(decoder.decode()?),
            Kind::StepRan => Body::StepRan(decoder.decode()?),
            Kind::StepRefused => Body::StepRefused(decoder.decode()?),
            Kind::SigningKeyAdopted => Body::SigningKeyAdopted(decoder.decode()?),
            Kind::LedgerRestored => Body::LedgerRestored(decoder.decode()?),
        })
    }
}
