//! Everything that can go wrong, with a stable code.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, SecondsFormat, Utc};
use rollbook_book::BookError;
use rollbook_domain::{InstitutionId, Position, Refusal};
use rollbook_records::{DecodeError, KeyringError, OpenError};

use rollbook_sequencer::{EngineError, KeyDatabaseError};

use crate::SignInError;
use crate::accounts::DeletionError;
use crate::certificates::CertificateError;
use crate::follow::FollowError;
use crate::imports::PlanError;
use crate::log::CopyError;
use crate::signing::SigningKeyError;
use crate::sources::NoChance;

/// Why a command was not done. Nothing was recorded, but for [`Error::MaybeRecorded`].
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(
        "there is no ledger in {0}: name another directory with --data, or make one with `rollbook institution add` or `rollbook serve`"
    )]
    NoLedger(PathBuf),
    #[error(
        "this directory is a node's of a ledger that others share, at {0}: name the log and the keys with --log and --keys, or in the settings"
    )]
    OfANode(String),
    #[error(
        "{} holds a ledger of one machine: `rollbook log copy` moves it into a shared log, and nodes begin with an empty directory", .0.display()
    )]
    OfOneMachine(PathBuf),
    #[error(transparent)]
    Copy(#[from] CopyError),
    #[error("this needs another role")]
    NotPermitted,
    #[error("a domain admin must do this: {0}")]
    DomainAdminNeeded(&'static str),
    #[error("there is no such {0}")]
    NotFound(&'static str),
    #[error(
        "{count} accounts share this email{}: name one by username, user_id:… or sis_id:…",
        listed(.user_ids)
    )]
    AmbiguousAccount {
        count: usize,
        /// Those that the caller may see; none where they were not looked up.
        user_ids: Vec<u64>,
    },
    #[error("several institutions have a group of this name: name the institution too")]
    AmbiguousGroup,
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    SignIn(#[from] SignInError),
    /// R46, in a sentence that names the institution.
    #[error("{0}")]
    NoSeat(String),
    #[error("{0}; a domain admin must do this, or raise the limit")]
    NoSeatForInstitutionAdmin(String),
    #[error("no seat is free; a domain admin must do this, or raise the limit")]
    NoSeatInDomain,
    #[error("another account has this {0}")]
    IdentityTaken(&'static str),
    #[error(
        "the account is under import control, so its username must be a login: 3 to 68 characters, a letter or digit first, then letters, digits and _ - . +"
    )]
    LoginMalformed,
    #[error(
        "the account is under import control: without its sis_id the next full import would not know it"
    )]
    SisIdNeeded,
    #[error("there is no institution {0}: `rollbook institution list` shows them")]
    UnknownInstitution(InstitutionId),
    #[error("there is no institution yet: add one first")]
    NoInstitution,
    #[error("institution {0} is there already")]
    InstitutionTaken(InstitutionId),
    #[error("an admin of this email has another role: remove it first")]
    AdminTaken,
    #[error("a token of this name is there already: revoke it first")]
    TokenTaken,
    #[error("the group belongs to another institution than the account")]
    OtherInstitution,
    #[error("another institution has this import_id")]
    ImportIdTaken,
    #[error("{what} is not accepted: {why}")]
    Invalid { what: &'static str, why: String },
    #[error(
        "{asked} has not happened yet: ask for a time up to now ({}), for today's date, or for a position{}",
        .now.to_rfc3339_opts(SecondsFormat::Secs, true),
        up_to(.head)
    )]
    InTheFuture {
        /// The moment, as it was understood.
        asked: String,
        now: DateTime<Utc>,
        head: Option<Position>,
    },
    #[error("the query is not understood at character {at}: {why}")]
    QueryMalformed {
        /// The first is 1.
        at: usize,
        why: String,
    },
    #[error("{what} lies in the past ({asked}; now it is {}): say a later time, or a later date, which means its start in UTC", .now.to_rfc3339_opts(SecondsFormat::Secs, true))]
    InThePast {
        what: &'static str,
        /// The time, as it was understood.
        asked: String,
        now: DateTime<Utc>,
    },
    #[error("the step has run already: reverse what it did, or give the opposite command")]
    StepHasRun,
    #[error("number {place} of the {of} accounts that were named: {error}")]
    AmongSeveral {
        /// From 1.
        place: usize,
        of: usize,
        #[source]
        error: Box<Error>,
    },
    #[error(transparent)]
    Plan(#[from] PlanError),
    #[error(transparent)]
    Deletion(#[from] DeletionError),
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    #[error("the upload cannot be read: {0}")]
    Upload(#[source] std::io::Error),
    #[error("the answer cannot be written: {0}")]
    Output(#[source] std::io::Error),
    #[error("the file cannot be read: {message}")]
    Unreadable { code: &'static str, message: String },
    #[error("the demo needs an empty ledger, and this one is not")]
    NotEmpty,
    #[error("it was not recorded")]
    NotCommitted(#[source] Arc<Error>),
    #[error("the plan was stopped")]
    PlanStopped,
    #[error("nobody waits for the answer any more")]
    Abandoned,
    #[error("others kept writing first: try again")]
    Contended,
    #[error("another process is writing: try again")]
    Busy(#[source] BookError),
    #[error("another process is rebuilding the views: wait until it has finished")]
    Rebuilding,
    #[error("the ledger is in use: stop `rollbook serve`, wait for other commands, and try again")]
    InUse,
    #[error("a backup is just being put in the place of this ledger: try again")]
    Restoring,
    #[error("the backup cannot be used: {0}; nothing was changed, so take another one")]
    BackupDamaged(String),
    #[error("the ledger's store failed")]
    Book(#[source] BookError),
    #[error("the keyring failed")]
    Keyring(#[source] KeyringError),
    #[error("the data directory cannot be used")]
    File(#[source] std::io::Error),
    #[error("{} cannot be written: see that you may, and that the disk has room", .0.display())]
    Unwritable(PathBuf, #[source] std::io::Error),
    #[error("the machine gives no thread: see how many it allows")]
    NoThread(#[source] std::io::Error),
    #[error("what is sealed does not open")]
    Open(#[from] OpenError),
    #[error("the key of something that was not deleted is missing from the keyring")]
    KeyMissing,
    #[error(
        "{0} accounts, classes, admins or actors have no key in keys.db, so their records cannot be read: put back the keys.db that belongs to this book.db"
    )]
    Keyless(usize),
    #[error("a password cannot be hashed")]
    Password(#[source] argon2::password_hash::Error),
    #[error(transparent)]
    Chance(#[from] NoChance),
    #[error(transparent)]
    SigningKey(#[from] SigningKeyError),
    #[error(transparent)]
    Follow(#[from] FollowError),
    #[error(transparent)]
    Engine(EngineError),
    #[error(
        "this node has records{} and not yet position {position}: ask again, or another node",
        up_to(.head)
    )]
    Behind {
        position: Position,
        head: Option<Position>,
    },
    #[error(transparent)]
    RecordTooLong(BookError),
    #[error("the ledger is shutting down")]
    ShuttingDown,
    #[error("it may have been recorded: look before you try again")]
    MaybeRecorded(#[source] Arc<Error>),
}

/// What an error means for whoever asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// The command or its input is not understood.
    Invalid,
    /// Nobody is signed in by it.
    NotSignedIn,
    /// Role or scope.
    NotPermitted,
    /// Unknown, or hidden.
    NotFound,
    /// Several, or something changed meanwhile.
    Conflict,
    /// A rule says no.
    Refused,
    /// A limit stops the whole command (R46).
    Stopped,
    /// Whoever asks has asked too often.
    TooMany,
    /// Trying again may help.
    Busy,
    /// Ours or the store's.
    Fault,
}

impl Kind {
    /// For HTTP.
    pub fn status(self) -> u16 {
        match self {
            Kind::Invalid => 400,
            Kind::NotSignedIn => 401,
            Kind::NotPermitted => 403,
            Kind::NotFound => 404,
            Kind::Conflict => 409,
            Kind::Refused | Kind::Stopped => 422,
            Kind::TooMany => 429,
            Kind::Busy => 503,
            Kind::Fault => 500,
        }
    }

    /// For the command line.
    pub fn exit_status(self) -> u8 {
        match self {
            Kind::Invalid => 2,
            Kind::Refused => 1,
            Kind::Stopped => 3,
            Kind::NotSignedIn | Kind::NotPermitted | Kind::NotFound | Kind::Conflict => 4,
            Kind::TooMany | Kind::Busy | Kind::Fault => 5,
        }
    }

    /// In a few words.
    pub fn title(self) -> &'static str {
        match self {
            Kind::Invalid => "Not understood",
            Kind::NotSignedIn => "Not signed in",
            Kind::NotPermitted => "Not permitted",
            Kind::NotFound => "Not found",
            Kind::Conflict => "Conflict",
            Kind::Refused => "Refused by a rule",
            Kind::Stopped => "Stopped by a limit",
            Kind::TooMany => "Too many requests",
            Kind::Busy => "Busy",
            Kind::Fault => "A fault of ours",
        }
    }
}

impl Error {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Error::NoLedger(_) => "no-ledger",
            Error::Copy(error) => error.code(),
            Error::OfANode(_) => "ledger-shared",
            Error::OfOneMachine(_) => "ledger-not-shared",
            Error::NotPermitted | Error::DomainAdminNeeded(_) => "not-permitted",
            Error::NotFound("account") => "unknown-account",
            Error::NotFound(_) => "not-found",
            Error::AmbiguousAccount { .. } => "ambiguous-account",
            Error::AmbiguousGroup => "ambiguous-group",
            Error::Refused(refusal) => refusal.code(),
            Error::SignIn(error) => error.code(),
            Error::NoSeat(_) | Error::NoSeatForInstitutionAdmin(_) | Error::NoSeatInDomain => {
                "seat-limit"
            }
            Error::IdentityTaken(_) => "identity-taken",
            Error::LoginMalformed => "login-malformed",
            Error::SisIdNeeded => "sis-id-needed",
            Error::UnknownInstitution(_) | Error::NoInstitution => "unknown-institution",
            Error::InstitutionTaken(_) | Error::ImportIdTaken => "institution-taken",
            Error::OtherInstitution => "other-institution",
            Error::AdminTaken => "admin-taken",
            Error::TokenTaken => "token-taken",
            Error::Invalid { .. } => "invalid",
            Error::InTheFuture { .. } => "in-the-future",
            Error::QueryMalformed { .. } => "query-malformed",
            Error::InThePast { .. } => "in-the-past",
            Error::StepHasRun => "step-has-run",
            Error::Plan(error) => error.code(),
            Error::Deletion(error) => error.code(),
            Error::Certificate(error) => error.code(),
            Error::PlanStopped => "plan-stopped",
            Error::Upload(_) => "upload-unreadable",
            Error::Output(_) => "output-unwritable",
            Error::Unreadable { code, .. } => code,
            Error::NotEmpty => "ledger-not-empty",
            Error::Busy(_) | Error::Contended | Error::Abandoned => "busy",
            Error::Rebuilding => "rebuilding",
            Error::InUse => "in-use",
            Error::Restoring => "restoring",
            Error::BackupDamaged(_) => "backup-damaged",
            Error::NotCommitted(error) => error.code(),
            Error::AmongSeveral { error, .. } => error.code(),
            Error::ShuttingDown => "shutting-down",
            Error::MaybeRecorded(_) => "maybe-recorded",
            Error::Keyless(_) => "key-missing",
            Error::SigningKey(error) => error.code(),
            Error::Follow(error) => error.code(),
            Error::Engine(error) => error.code(),
            Error::Behind { .. } => "behind",
            Error::RecordTooLong(_) => "record-too-long",
            Error::Book(_)
            | Error::Keyring(_)
            | Error::File(_)
            | Error::Unwritable(..)
            | Error::NoThread(_)
            | Error::Open(_)
            | Error::KeyMissing
            | Error::Password(_)
            | Error::Chance(_) => "fault",
        }
    }

    /// What it means for whoever asked.
    pub fn kind(&self) -> Kind {
        match self {
            Error::NotPermitted | Error::DomainAdminNeeded(_) => Kind::NotPermitted,
            Error::NoLedger(_)
            | Error::NotFound(_)
            | Error::UnknownInstitution(_)
            | Error::NoInstitution => Kind::NotFound,
            Error::Plan(error) => error.kind(),
            Error::Deletion(error) => error.kind(),
            Error::Certificate(error) => error.kind(),
            Error::AmbiguousAccount { .. } | Error::AmbiguousGroup => Kind::Conflict,
            Error::Refused(Refusal::SeatLimit(_))
            | Error::NoSeat(_)
            | Error::NoSeatForInstitutionAdmin(_)
            | Error::NoSeatInDomain
            | Error::PlanStopped => Kind::Stopped,
            Error::Refused(_)
            | Error::IdentityTaken(_)
            | Error::LoginMalformed
            | Error::SisIdNeeded
            | Error::InstitutionTaken(_)
            | Error::ImportIdTaken
            | Error::OtherInstitution
            | Error::AdminTaken
            | Error::TokenTaken
            | Error::StepHasRun
            | Error::RecordTooLong(_)
            | Error::NotEmpty => Kind::Refused,
            Error::SigningKey(error) => error.kind(),
            Error::Copy(error) => error.kind(),
            Error::Invalid { .. }
            | Error::OfANode(_)
            | Error::OfOneMachine(_)
            | Error::QueryMalformed { .. }
            | Error::InTheFuture { .. }
            | Error::InThePast { .. }
            | Error::Upload(_)
            | Error::Output(_)
            | Error::BackupDamaged(_)
            | Error::Unreadable { .. } => Kind::Invalid,
            Error::Busy(_)
            | Error::Contended
            | Error::Abandoned
            | Error::Rebuilding
            | Error::InUse
            | Error::Restoring
            | Error::Behind { .. }
            | Error::ShuttingDown => Kind::Busy,
            Error::Engine(error) if error.is_usage() => Kind::Invalid,
            Error::Engine(error) if error.is_passing() => Kind::Busy,
            Error::SignIn(error) => error.kind(),
            Error::NotCommitted(error) => error.kind(),
            Error::AmongSeveral { error, .. } => error.kind(),
            Error::Book(_)
            | Error::Keyring(_)
            | Error::File(_)
            | Error::Unwritable(..)
            | Error::NoThread(_)
            | Error::Open(_)
            | Error::KeyMissing
            | Error::Keyless(_)
            | Error::Password(_)
            | Error::Follow(_)
            | Error::Engine(_)
            | Error::Chance(_)
            | Error::MaybeRecorded(_) => Kind::Fault,
        }
    }

    /// The words that a stranger may read; the log says more about faults.
    pub fn stranger(&self) -> String {
        match self.kind() {
            Kind::Fault if matches!(self, Error::MaybeRecorded(_)) => {
                format!("something failed on our side; {self}")
            }
            Kind::Fault => {
                "something failed on our side, nothing was recorded; `rollbook doctor` tells more"
                    .to_owned()
            }
            _ => self.to_string(),
        }
    }

    /// What is wrong with what whoever has the machine can mend: the signing key, the log and the keys that
    /// nodes share. To anybody else it is a fault like any other.
    pub fn of_the_machine(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::SigningKey(error) => Some(error),
            Error::Follow(error) => Some(error),
            Error::Engine(error) => Some(error),
            Error::Copy(error) => Some(error),
            Error::NotCommitted(error) => error.of_the_machine(),
            _ => None,
        }
    }

    pub(crate) fn invalid(what: &'static str, why: impl Into<String>) -> Error {
        Error::Invalid {
            what,
            why: why.into(),
        }
    }
}

/// The first few of many numbers.
fn listed(user_ids: &[u64]) -> String {
    const SHOWN: usize = 10;
    let shown: Vec<String> = user_ids.iter().take(SHOWN).map(u64::to_string).collect();
    match user_ids.len() {
        0 => String::new(),
        many if many > SHOWN => format!(", with the user_ids {} and more", shown.join(", ")),
        _ => format!(", with the user_ids {}", shown.join(", ")),
    }
}

/// Behind the word "position": the last there is.
fn up_to(head: &Option<Position>) -> String {
    head.map_or_else(String::new, |head| format!(" up to {head}"))
}

impl From<EngineError> for Error {
    fn from(error: EngineError) -> Error {
        match error {
            EngineError::Book(error) => error.into(),
            error => Error::Engine(error),
        }
    }
}

/// Keys that several nodes share may be out of reach for a while.
impl From<KeyringError> for Error {
    fn from(error: KeyringError) -> Error {
        match error.0.downcast::<KeyDatabaseError>() {
            Ok(error) => Error::Engine(EngineError::Keys(*error)),
            Err(other) => Error::Keyring(KeyringError(other)),
        }
    }
}

impl From<BookError> for Error {
    fn from(error: BookError) -> Error {
        match error {
            BookError::Missing(directory) => Error::NoLedger(directory),
            BookError::Rebuilding => Error::Rebuilding,
            BookError::InUse => Error::InUse,
            BookError::Restoring => Error::Restoring,
            BookError::Keyless(count) => Error::Keyless(count),
            error @ BookError::RecordTooLong { .. } => Error::RecordTooLong(error),
            BookError::NumberTooLarge => {
                Error::invalid("number", "nothing has one above 9223372036854775807")
            }
            error if error.is_busy() => Error::Busy(error),
            error => Error::Book(error),
        }
    }
}

impl From<DecodeError> for Error {
    fn from(error: DecodeError) -> Error {
        Error::Book(BookError::Record(error))
    }
}
