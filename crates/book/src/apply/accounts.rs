//! What records make of accounts by themselves.

use rollbook_domain::{Column, Event, Origin, Position, Profile};
use rollbook_records::{AccountCreated, Blind, Blinding, ProfileChanged, Record};

use super::identities::{self, Edit};
use super::unit::Step;
use super::{Opened, missing};
use crate::{BookError, Transaction};

pub(super) fn created(
    transaction: &mut Transaction<'_>,
    position: Position,
    record: &Record,
    event: &AccountCreated,
    opened: Opened<'_>,
) -> Result<(), BookError> {
    let institution = record
        .institution
        .ok_or_else(|| missing("institution", position))?;
    let profile = match opened {
        Opened::Profile(profile) => Some(profile),
        Opened::Destroyed => None,
        _ => return Err(missing("opened profile", position)),
    };
    let created = Event::AccountCreated {
        institution,
        origin: origin(event.manual),
        blocked: event.blocked,
    };
    let blinding = transaction.blinding;
    let mut step = step(position, record, created)?;
    step.fingerprint = Some(fingerprint(blinding, profile));
    step.identities = profile
        .into_iter()
        .flat_map(identities::of)
        .map(|(column, value)| Edit::add(blinding, column, value))
        .collect();
    if event.assigned {
        count_assigned(transaction, event.skipped, profile)?;
    }
    transaction.unit().hold(step);
    Ok(())
}

/// Who states that an account exists, as records tell it.
pub(super) fn origin(manual: bool) -> Origin {
    match manual {
        true => Origin::Manual,
        false => Origin::Import,
    }
}

/// Moves the counter behind the number that was drawn from it.
fn count_assigned(
    transaction: &mut Transaction<'_>,
    skipped: u64,
    profile: Option<&Profile>,
) -> Result<(), BookError> {
    let next = transaction.next_user_id()? + skipped + 1;
    let drawn = profile.and_then(Profile::user_id);
    let behind = drawn.map_or(next, |drawn| next.max(drawn + 1));
    transaction.unit().next_user_id = Some(behind);
    Ok(())
}

pub(super) fn profile_changed(
    transaction: &mut Transaction<'_>,
    position: Position,
    record: &Record,
    event: &ProfileChanged,
    opened: Opened<'_>,
) -> Result<(), BookError> {
    let (profile, changes) = match opened {
        Opened::Change(profile, changes) => (Some(profile), changes),
        Opened::Destroyed => (None, &[][..]),
        _ => return Err(missing("opened change of profile", position)),
    };
    let institution = event.moved_from.and(record.institution);
    let blinding = transaction.blinding;
    let mut step = step(position, record, Event::ProfileChanged { institution })?;
    step.fingerprint = Some(fingerprint(blinding, profile));
    for change in changes {
        let column = change.column;
        if Column::IDENTITIES.contains(&column) {
            let (old, new) = (change.old.as_deref(), change.new.as_deref());
            let old = old.map(|old| Edit::retire(blinding, column, old));
            let new = new.map(|new| Edit::add(blinding, column, new));
            step.identities.extend(old.into_iter().chain(new));
        }
    }
    transaction.unit().hold(step);
    Ok(())
}

/// A change that needs no more than the account's own state.
pub(super) fn changed(
    transaction: &mut Transaction<'_>,
    position: Position,
    record: &Record,
    event: Event,
) -> Result<(), BookError> {
    transaction.unit().hold(step(position, record, event)?);
    Ok(())
}

/// What a record makes of the account that it names.
pub(super) fn step(position: Position, record: &Record, event: Event) -> Result<Step, BookError> {
    Ok(Step {
        id: record.account.ok_or_else(|| missing("account", position))?,
        position,
        event,
        fingerprint: None,
        group: None,
        identities: Vec::new(),
    })
}

/// Nothing, where the key of the profile is gone.
fn fingerprint(blinding: &Blinding, profile: Option<&Profile>) -> Blind {
    profile.map_or([0; 16], |profile| blinding.fingerprint(profile))
}
