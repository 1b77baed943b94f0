//! What is stored: versioned event schemas in deterministic CBOR, their envelope, the sealing of
//! everything that names a person, and the port behind which the keys are kept.
//!
//! One record is one event. A record never changes once written: a new schema gets a new version
//! number, and every version ever written stays readable (see the goldens in `tests/`).

mod activity;
mod blinding;
mod body;
mod class_details;
mod encoding;
mod envelope;
mod exceptions;
mod keyring;
mod kind;
mod record;
mod sealing;

pub use activity::{ActivityReport, open_activity, seal_activity};
pub use blinding::{Blind, Blinding};
pub use body::{
    AccountCreated, ActivityRecorded, AdminAdded, AdminRemoved, BatchKind, BatchRecorded, Body,
    ClassAdded, ClassChanged, ClassRemoved, ClassRole, GroupAdded, InstitutionAdded,
    InstitutionChanged, LedgerOpened, LedgerRestored, Membership, OriginChanged, PasswordSet,
    ProfileChanged, RecordedEffects, RecordedFile, RecordedScope, Role, ScheduledAction,
    SeatLimitSet, SignInLinkMade, SignInLocked, SigningKeyAdopted, StepCancelled, StepRan,
    StepRefused, StepScheduled, StepTargeted, TokenCreated, TokenRevoked,
};
pub use class_details::{ClassDetails, open_class_details, seal_class_details};
pub use encoding::{DecodeError, Id};
pub use envelope::{Envelope, EnvelopeUnit};
pub use exceptions::{Exception, ExceptionCause, open_exceptions, seal_exceptions};
pub use keyring::{
    Key, KeyId, Keyring, KeyringError, Leases, RootKeys, SharedKeyring, SigningKeys,
};
pub use kind::Kind;
pub use record::{Channel, EventId, Header, Record, Source, Unit};
pub use sealing::{
    OpenError, Purpose, Sealed, open_bytes, open_changes, open_profile, open_text, seal_bytes,
    seal_changes, seal_profile, seal_text,
};
