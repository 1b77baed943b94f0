//! From records to views. This is the only code that changes a view, so that a rebuild from the
//! log alone gives the same views (R55).

mod account_rows;
mod accounts;
mod batches;
mod changes;
mod classes;
mod deletions;
mod groups;
mod identities;
mod institutions;
mod people;
mod seats;
mod signing_keys;
mod steps;
mod unit;

use rollbook_domain::{Change, Event, Position, Profile};
use rollbook_records::{Body, ClassDetails, Record};

use crate::{BookError, Transaction};

pub(crate) use people::NOBODY;
pub(crate) use seats::DOMAIN;
pub(crate) use unit::OpenUnit;

/// What a record seals, in the clear, for the blind indexes.
#[derive(Clone, Copy)]
pub enum Opened<'a> {
    /// The record seals nothing that is indexed.
    Nothing,
    /// Of `AccountCreated`; of `AccountDeleted` the last profile, so that nothing finds it any more.
    Profile(&'a Profile),
    /// Of `ProfileChanged`: the profile from now on, and what changed.
    Change(&'a Profile, &'a [Change]),
    /// Of `GroupAdded` the name, of `AdminAdded` the email.
    Text(&'a str),
    /// Of `InstitutionAdded` and `InstitutionChanged`.
    Institution {
        name: &'a str,
        import_id: Option<&'a str>,
    },
    /// Of `ClassAdded` and `ClassChanged`.
    Class(&'a ClassDetails),
    /// Of an account or a class that was deleted since: the key is gone, and there is nothing to
    /// index (R55).
    Destroyed,
}

/// Applies one record to every view that it concerns. What it makes of the one account that it
/// names waits in the open unit; what concerns more accounts is written at once, behind what waits.
pub(crate) fn apply(
    transaction: &mut Transaction<'_>,
    position: Position,
    record: &Record,
    opened: Opened<'_>,
) -> Result<(), BookError> {
    if let Body::ClassAdded(_) | Body::ClassChanged(_) | Body::ClassRemoved(_) = record.body {
        transaction.settle()?;
    }
    match &record.body {
        Body::LedgerOpened(_) => Ok(()),
        Body::BatchRecorded(event) => batches::recorded(transaction, position, record, event),
        Body::InstitutionAdded(event) => {
            institutions::added(transaction, position, record, event, opened)
        }
        Body::InstitutionChanged(event) => {
            institutions::changed(transaction, position, record, event, opened)
        }
        Body::InstitutionRemoved => institutions::removed(transaction, position, record),
        Body::SeatLimitSet(event) => seats::limit_set(transaction, position, record, event),
        Body::AccountCreated(event) => {
            accounts::created(transaction, position, record, event, opened)
        }
        Body::ProfileChanged(event) => {
            accounts::profile_changed(transaction, position, record, event, opened)
        }
        Body::OriginChanged(event) => {
            let origin = accounts::origin(event.manual);
            let event = Event::OriginChanged { origin };
            accounts::changed(transaction, position, record, event)
        }
        Body::AccountDisabled => {
            accounts::changed(transaction, position, record, Event::AccountDisabled)
        }
        Body::AccountEnabled => {
            accounts::changed(transaction, position, record, Event::AccountEnabled)
        }
        Body::AccountDeactivated => {
            accounts::changed(transaction, position, record, Event::AccountDeactivated)
        }
        Body::AccountReactivated => {
            accounts::changed(transaction, position, record, Event::AccountReactivated)
        }
        Body::AccountDeleted => deletions::deleted(transaction, position, record, opened),
        Body::ActivityRecorded(event) => {
            let event = Event::ActivityRecorded {
                logged_in: event.logged_in,
                has_grades: event.has_grades,
            };
            accounts::changed(transaction, position, record, event)
        }
        Body::GroupAdded(event) => groups::added(transaction, position, record, event, opened),
        Body::GroupJoined(event) => groups::joined(transaction, position, record, event),
        Body::GroupLeft(event) => groups::left(transaction, position, record, event),
        Body::ClassAdded(event) => classes::added(transaction, position, record, event, opened),
        Body::ClassChanged(event) => classes::changed(transaction, position, record, event, opened),
        Body::ClassRemoved(event) => classes::removed(transaction, position, event),
        Body::AdminAdded(event) => {
            people::admin_added(transaction, position, record, event, opened)
        }
        Body::AdminRemoved(event) => people::admin_removed(transaction, position, event),
        Body::TokenCreated(event) => people::token_created(transaction, position, record, event),
        Body::TokenRevoked(event) => people::token_revoked(transaction, position, event),
        Body::PasswordSet(event) => people::password_set(transaction, event),
        Body::SignInLocked(_) | Body::SignInLinkMade(_) | Body::LedgerRestored(_) => Ok(()),
        Body::SigningKeyAdopted(event) => signing_keys::adopted(transaction, position, event),
        Body::StepScheduled(event) => steps::scheduled(transaction, position, record, event),
        Body::StepTargeted(event) => steps::targeted(transaction, position, record, event),
        Body::StepCancelled(event) => steps::cancelled(transaction, position, event),
        Body::StepRan(event) => steps::ran(transaction, position, event),
        Body::StepRefused(_) => steps::refused(transaction, position, record),
    }
}

fn missing(what: &str, position: Position) -> BookError {
    BookError::Damaged(format!("the record at position {position} has no {what}"))
}
