//! The accounts and identities views.

use rollbook_domain::{Account, AccountId, Column, Event, Origin, Position, Profile};
use rollbook_records::{AccountCreated, ProfileChanged, Record};
use rusqlite::{Connection, OptionalExtension};

use super::{Opened, missing};
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
    let Opened::Profile(profile) = opened else {
        return Err(missing("opened profile", position));
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
            transaction.blinding.fingerprint(profile),
        ))?;
    for column in Column::IDENTITIES {
        if let Some(value) = profile.get(column) {
            identify(transaction, position.0, column, value)?;
        }
    }
    if event.assigned {
        count_assigned(transaction, profile)?;
    }
    transaction.unit.touched.push((position.0, position.0));
    count_seats(transaction, None, &account);
    Ok(())
}

/// Moves the counter behind the number that was drawn from it.
fn count_assigned(transaction: &Transaction<'_>, profile: &Profile) -> Result<(), BookError> {
    let next = transaction.reads().next_user_id()? + 1;
    let behind = profile.user_id().map_or(next, |drawn| next.max(drawn + 1));
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
    let Opened::Change(profile, changes) = opened else {
        return Err(missing("opened change of profile", position));
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
            let hash = transaction.blinding.identity(change.column, old);
            transaction
                .connection
                .prepare_cached("DELETE FROM identities WHERE hash = ? AND account = ?")?
                .execute((hash, number))?;
        }
        if let Some(new) = &change.new {
            identify(transaction, number, change.column, new)?;
        }
    }
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
    let is_status = before.status() != after.status();
    transaction
        .connection
        .prepare_cached(
            "UPDATE accounts SET state = ?2, institution = ?3, version = ?4, \
             status_position = iif(?5, ?4, status_position) WHERE number = ?1",
        )?
        .execute((
            number,
            state::encode(&after),
            after.institution().0,
            position.0,
            is_status,
        ))?;
    transaction.unit.touched.push((number, position.0));
    count_seats(transaction, Some(&before), &after);
    Ok(number)
}

fn find(connection: &Connection, id: AccountId) -> Result<Option<(u64, Account)>, BookError> {
    Ok(connection
        .prepare_cached("SELECT number, state, institution FROM accounts WHERE account_id = ?")?
        .query_row([id.as_bytes()], |row| {
            let institution = rollbook_domain::InstitutionId(row.get(2)?);
            Ok((row.get(0)?, state::decode(row.get(1)?, institution)))
        })
        .optional()?)
}

fn identify(
    transaction: &Transaction<'_>,
    number: u64,
    column: Column,
    value: &str,
) -> Result<(), BookError> {
    transaction
        .connection
        .prepare_cached("INSERT OR IGNORE INTO identities (hash, account) VALUES (?, ?)")?
        .execute((transaction.blinding.identity(column, value), number))?;
    Ok(())
}

fn write_profile(
    transaction: &Transaction<'_>,
    number: u64,
    position: Position,
    profile: &Profile,
) -> Result<(), BookError> {
    transaction
        .connection
        .prepare_cached(
            "UPDATE accounts SET profile_position = ?, fingerprint = ? WHERE number = ?",
        )?
        .execute((
            position.0,
            transaction.blinding.fingerprint(profile),
            number,
        ))?;
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
    touched: &mut [(u64, u64)],
) -> Result<(), BookError> {
    touched.sort_unstable();
    let mut insert = connection
        .prepare_cached("INSERT INTO account_events (account, position) VALUES (?, ?)")?;
    for (account, position) in touched.iter() {
        insert.execute((account, position))?;
    }
    Ok(())
}
