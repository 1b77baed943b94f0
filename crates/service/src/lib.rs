//! The use cases. Whoever calls is told by a [`Caller`]; what it may do, by the capability that
//! the [`Ledger`] hands out for it, from [`Gate`] to [`DomainAdmin`].
//!
//! One verb, one file. Everything blocks: call it from a thread that may.

mod access;
mod accounts;
mod admins;
pub mod answers;
mod archive;
mod awaited;
mod background;
mod backup;
mod batches;
mod caller;
mod capabilities;
mod certificates;
mod check;
mod cursor;
pub mod demo;
mod doctor;
mod error;
mod everyone;
mod exports;
mod follow;
mod groups;
mod history;
mod imports;
mod institutions;
mod ledger;
mod left_over;
mod log;
mod moment;
mod node;
mod plan_digest;
mod rate;
mod rebuild;
mod restore;
mod reversals;
mod schedule;
mod search;
mod seats;
mod seen;
mod sessions;
mod settings;
mod signing;
pub mod sources;
#[cfg(test)]
mod testing;
mod text;
mod tokens;
mod uses;
mod vault;
mod work;
mod writer;

pub use access::Visitor;
pub use accounts::{AccountColumns, AccountQuery, DeletionError, DeletionOrder};
pub use archive::ArchiveLimits;
pub use awaited::Awaited;
pub use background::Background;
pub use caller::{Caller, Credential, Role};
pub use capabilities::{Auditor, DomainAdmin, Gate, Operator, Reader, Sight, Viewer};
pub use certificates::{CertificateCheck, CertificateError};
pub use check::{Content, InputFile, check};
pub use doctor::{Diagnosis, Finding};
pub use error::{Error, Kind};
pub use exports::UsersVersion;
pub use follow::FollowError;
pub use history::{EventFormat, EventSearch, FeedPart, Page, Query};
pub use imports::{ApplyOptions, ApplyOutcome, PlanError, PlanRequest, RefusedFile, Upload};
pub use ledger::{Ledger, REQUESTS_PER_SECOND, Settings, SharedLedger};
pub use log::{CopyError, CopyPlace, VerifyRequest, copy_log};
pub use moment::Moment;
pub use node::Standing;
pub use restore::{Restore, RestoreRequest};
pub use reversals::{ReversalOptions, ReversalOutcome, ReversalTarget};
pub use rollbook_book::{Direction, RebuildProgress, RebuildStage};
pub use rollbook_domain::reversal::Aim;
pub use rollbook_domain::{
    AccountId, AdminId, BatchId, Command, GroupId, InstitutionId, Origin, Position, SeatScope,
    Status, StepId, TokenId,
};
pub use rollbook_proofs::TilePath;
pub use rollbook_records::SharedKeyring;
pub use rollbook_records::{ActivityReport, Channel};
pub use rollbook_rows::{Profile, ProfileChoice};
pub use schedule::{ForecastQuery, ScheduleOutcome, ScheduleRequest, StepQuery, Whom};
pub use seats::SeatQuery;
pub use sessions::{SignInError, SignedIn};
pub use signing::SigningKeyError;
pub use tokens::TokenExpiry;
