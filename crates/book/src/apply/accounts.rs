//! The accounts and identities views.

use rollbook_domain::{
    Account, AccountId, Column, Event, InstitutionId, Origin, Position, Profile,
};
use rollbook_records::{AccountCreated, ActivityRecorded, Blind, ProfileChanged, Record};
use rusqlite::{Connection, OptionalExtension};

use super::{Opened, identities, missing};
use crate::{BookError, Transaction, state};

pub(super) fn created(
    transaction: &mut Transaction<'_>,
    position: Position,
    record: &Record,
    event: &AccountCreated,
    opened: Opened<'_>,
) -> Result<(), BookError> {
    let id = record.account.ok_or_else(|| missing("account", position))?;
    let institution = record
        .institution
        .ok_or_else(|| missing("institution", position))?;
    let profile = match opened {
        Opened::Profile(profile) => Some(profile),
        Opened::Destroyed => None,
        _ => return Err(missing("opened profile", position)),
    };
    let origin = if event.manual {
        Origin::Manual
    } else {
        Origin::Import
    };
    let account = Account::created(institution, origin, event.blocked);
    transaction
        .connection
        .prepare_cached(
            "INSERT INTO accounts (number, account_id, institution, state, version, \
             status_position, profile_position, fingerprint) VALUES (?1, ?2, ?3, ?4, ?1, ?1, ?1, ?5)",
        )?
        .execute((
            position.0,
            id.as_bytes(),
            institution.0,
            state::encode(&account),
            fingerprint(transaction, profile),
        ))?;
    for (column, value) in profile.into_iter().flat_map(identities::of) {
        identities::add(transaction, position.0, column, value)?;
    }
    if event.assigned {
        count_assigned(transaction, profile)?;
    }
    transaction.unit.touched.push((position.0, position.0));
    count_seats(transaction, None, &account);
    Ok(())
}

/// Moves the counter behind the number that was drawn from it.
fn count_assigned(
    transaction: &Transaction<'_>,
    profile: Option<&Profile>,
) -> Result<(), BookError> {
    let next = transaction.reads().next_user_id()? + 1;
    let drawn = profile.and_then(Profile::user_id);
    let behind = drawn.map_or(next, |drawn| next.max(drawn + 1));
    transaction
        .connection
        .prepare_cached("INSERT OR REPLACE INTO facts (name, value) VALUES ('next_user_id', ?)")?
        .execute([behind])?;
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
    let moved_to = event.moved_from.and(record.institution);
    let number = evolve(
        transaction,
        position,
        record,
        Event::ProfileChanged {
            institution: moved_to,
        },
    )?;
    write_profile(transaction, number, position, profile)?;
    for change in changes {
        if !Column::IDENTITIES.contains(&change.column) {
            continue;
        }
        if let Some(old) = &change.old {
            identities::remove(transaction, number, change.column, old)?;
        }
        if let Some(new) = &change.new {
            identities::add(transaction, number, change.column, new)?;
        }
    }
    Ok(())
}

/// What the learning system reported (R48); the record holds the latest report.
pub(super) fn active(
    transaction: &mut Transaction<'_>,
    position: Position,
    record: &Record,
    event: &ActivityRecorded,
) -> Result<(), BookError> {
    let number = evolve(
        transaction,
        position,
        record,
        Event::ActivityRecorded {
            logged_in: event.logged_in,
            has_grades: event.has_grades,
        },
    )?;
    transaction
        .connection
        .prepare_cached("UPDATE accounts SET activity_position = ? WHERE number = ?")?
        .execute((position.0, number))?;
    Ok(())
}

/// A change of status, origin or another fact that needs no more than the account's own state.
pub(super) fn changed(
    transaction: &mut Transaction<'_>,
    position: Position,
    record: &Record,
    event: Event,
) -> Result<(), BookError> {
    evolve(transaction, position, record, event).map(|_| ())
}

/// Evolves the account's state and returns its number.
pub(super) fn evolve(
    transaction: &mut Transaction<'_>,
    position: Position,
    record: &Record,
    event: Event,
) -> Result<u64, BookError> {
    let id = record.account.ok_or_else(|| missing("account", position))?;
    let (number, before) = find(transaction.connection, id)?
        .ok_or_else(|| missing("account that was created before it", position))?;
    let after = before.evolve(&event, !transaction.unit.in_batch);
    write_state(transaction, position, number, &before, &after)?;
    Ok(number)
}

/// Notes that the account owns a class from now on, or none any more.
pub(super) fn set_ownership(
    transaction: &mut Transaction<'_>,
    position: Position,
    number: u64,
    owns_classes: bool,
) -> Result<(), BookError> {
    let before = transaction
        .connection
        .prepare_cached("SELECT state, institution FROM accounts WHERE number = ?")?
        .query_row([number], |row| Ok(decode(row.get(0)?, row.get(1)?)))?;
    let after = before.with_ownership(owns_classes);
    write_state(transaction, position, number, &before, &after)
}

/// Notes that a record concerns an account that it does not name.
pub(super) fn touch(
    transaction: &mut Transaction<'_>,
    position: Position,
    number: u64,
) -> Result<(), BookError> {
    transaction
        .connection
        .prepare_cached("UPDATE accounts SET version = ? WHERE number = ?")?
        .execute((position.0, number))?;
    transaction.unit.touched.push((number, position.0));
    Ok(())
}

fn write_state(
    transaction: &mut Transaction<'_>,
    position: Position,
    number: u64,
    before: &Account,
    after: &Account,
) -> Result<(), BookError> {
    let is_status = before.status() != after.status();
    transaction
        .connection
        .prepare_cached(
            "UPDATE accounts SET state = ?2, institution = ?3, version = ?4, \
             status_position = iif(?5, ?4, status_position) WHERE number = ?1",
        )?
        .execute((
            number,
            state::encode(after),
            after.institution().0,
            position.0,
            is_status,
        ))?;
    transaction.unit.touched.push((number, position.0));
    count_seats(transaction, Some(before), after);
    Ok(())
}

pub(super) fn find(
    connection: &Connection,
    id: AccountId,
) -> Result<Option<(u64, Account)>, BookError> {
    Ok(connection
        .prepare_cached("SELECT number, state, institution FROM accounts WHERE account_id = ?")?
        .query_row([id.as_bytes()], |row| {
            Ok((row.get(0)?, decode(row.get(1)?, row.get(2)?)))
        })
        .optional()?)
}

fn decode(state: i64, institution: u64) -> Account {
    state::decode(state, InstitutionId(institution))
}

/// Nothing, where the key of the profile is gone.
fn fingerprint(transaction: &Transaction<'_>, profile: Option<&Profile>) -> Blind {
    profile.map_or([0; 16], |profile| transaction.blinding.fingerprint(profile))
}

fn write_profile(
    transaction: &Transaction<'_>,
    number: u64,
    position: Position,
    profile: Option<&Profile>,
) -> Result<(), BookError> {
    transaction
        .connection
        .prepare_cached(
            "UPDATE accounts SET profile_position = ?, fingerprint = ? WHERE number = ?",
        )?
        .execute((position.0, fingerprint(transaction, profile), number))?;
    Ok(())
}

fn count_seats(transaction: &mut Transaction<'_>, before: Option<&Account>, after: &Account) {
    let seats = &mut transaction.unit.seats;
    if let Some(before) = before.filter(|account| account.takes_seat()) {
        *seats.entry(before.institution()).or_default() -= 1;
    }
    if after.takes_seat() {
        *seats.entry(after.institution()).or_default() += 1;
    }
}

/// Which account has events where. Sorted first: a batch in the order of a file would otherwise
/// write all over the index.
pub(crate) fn write_touched(
    connection: &Connection,
    touched: &mut Vec<(u64, u64)>,
) -> Result<(), BookError> {
    touched.sort_unstable();
    // Who owns a class may also be in it: its end concerns one account twice.
    touched.dedup();
    let mut insert = connection
        .prepare_cached("INSERT INTO account_events (account, position) VALUES (?, ?)")?;
    for (account, position) in touched.iter() {
        insert.execute((account, position))?;
    }
    Ok(())
}
