//! The groups and memberships views.

use rollbook_domain::{Event, GroupId, Position};
use rollbook_records::{GroupAdded, Id, Membership, Record};
use rusqlite::Connection;

use super::{Opened, accounts, missing};
use crate::{BookError, Transaction};

pub(super) fn added(
    transaction: &Transaction<'_>,
    position: Position,
    record: &Record,
    event: &GroupAdded,
    opened: Opened<'_>,
) -> Result<(), BookError> {
    let institution = record
        .institution
        .ok_or_else(|| missing("institution", position))?;
    let Opened::Text(name) = opened else {
        return Err(missing("opened name", position));
    };
    transaction
        .connection
        .prepare_cached(
            "INSERT INTO groups (number, group_id, institution, name, name_hash) \
             VALUES (?, ?, ?, ?, ?)",
        )?
        .execute((
            position.0,
            event.group.0,
            institution.0,
            event.name.as_bytes(),
            transaction.blinding.name(name),
        ))?;
    Ok(())
}

pub(super) fn joined(
    transaction: &mut Transaction<'_>,
    position: Position,
    record: &Record,
    event: &Membership,
) -> Result<(), BookError> {
    let group = GroupId::from(event.group);
    hold(
        transaction,
        position,
        record,
        event,
        Event::GroupJoined { group },
    )
}

pub(super) fn left(
    transaction: &mut Transaction<'_>,
    position: Position,
    record: &Record,
    event: &Membership,
) -> Result<(), BookError> {
    let group = GroupId::from(event.group);
    hold(
        transaction,
        position,
        record,
        event,
        Event::GroupLeft { group },
    )
}

fn hold(
    transaction: &mut Transaction<'_>,
    position: Position,
    record: &Record,
    membership: &Membership,
    event: Event,
) -> Result<(), BookError> {
    let mut step = accounts::step(position, record, event)?;
    let group = number(transaction, position, membership.group)?;
    step.group = Some((group, membership.role.map(|role| role as u8)));
    transaction.unit().hold(step);
    Ok(())
}

/// Writes that an account is in a group or a class from a position on.
pub(super) fn write_joined(
    connection: &Connection,
    account: u64,
    group: u64,
    role: Option<u8>,
    position: Position,
) -> Result<(), BookError> {
    connection
        .prepare_cached(
            "INSERT INTO memberships (account, group_number, joined, role) VALUES (?, ?, ?, ?)",
        )?
        .execute((account, group, position.0, role))?;
    Ok(())
}

/// Writes that it no longer is.
pub(super) fn write_left(
    connection: &Connection,
    account: u64,
    group: u64,
    position: Position,
) -> Result<(), BookError> {
    connection
        .prepare_cached(
            "UPDATE memberships SET departed = ? \
             WHERE account = ? AND group_number = ? AND departed IS NULL",
        )?
        .execute((position.0, account, group))?;
    Ok(())
}

/// The number of the group or class with this id.
fn number(transaction: &Transaction<'_>, position: Position, group: Id) -> Result<u64, BookError> {
    transaction
        .connection
        .prepare_cached(
            "SELECT number FROM groups WHERE group_id = ?1 \
             UNION ALL SELECT number FROM classes WHERE class_id = ?1",
        )?
        .query_row([group.0], |row| row.get(0))
        .map_err(|error| match error {
            rusqlite::Error::QueryReturnedNoRows => {
                missing("group or class that was added before it", position)
            }
            other => other.into(),
        })
}
