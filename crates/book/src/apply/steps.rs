//! The views of what is scheduled.

use rollbook_domain::Position;
use rollbook_records::{Id, Record, StepCancelled, StepRan, StepScheduled, StepTargeted};
use rusqlite::Connection;

use super::{account_rows, missing};
use crate::{BookError, Transaction};

pub(super) fn scheduled(
    transaction: &Transaction<'_>,
    position: Position,
    record: &Record,
    event: &StepScheduled,
) -> Result<(), BookError> {
    transaction
        .connection
        .prepare_cached(
            "INSERT INTO steps (number, step_id, action, due, institution, ends) \
             VALUES (?, ?, ?, ?, ?, ?)",
        )?
        .execute((
            position.0,
            event.step.0,
            event.action as u8,
            event.due,
            record.institution.map(|institution| institution.0),
            event.ends.map(|begun| begun.0),
        ))?;
    Ok(())
}

pub(super) fn targeted(
    transaction: &Transaction<'_>,
    position: Position,
    record: &Record,
    event: &StepTargeted,
) -> Result<(), BookError> {
    let step = number(transaction.connection, position, event.step)?;
    let account = account(transaction, position, record)?;
    transaction
        .connection
        .prepare_cached("INSERT INTO step_targets (step, position, account) VALUES (?, ?, ?)")?
        .execute((step, position.0, account))?;
    account_rows::touch(transaction, position, account)
}

/// Everybody whom the step would have concerned is told of it in the account's own history.
pub(super) fn cancelled(
    transaction: &Transaction<'_>,
    position: Position,
    event: &StepCancelled,
) -> Result<(), BookError> {
    let connection = transaction.connection;
    let step = number(connection, position, event.step)?;
    connection
        .prepare_cached("UPDATE steps SET cancelled = ? WHERE number = ?")?
        .execute((position.0, step))?;
    let mut targets =
        connection.prepare_cached("SELECT account FROM step_targets WHERE step = ?")?;
    let accounts: Vec<u64> = targets
        .query_map([step], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for account in accounts {
        account_rows::touch(transaction, position, account)?;
    }
    Ok(())
}

/// Whoever was changed or refused has an event of its own.
pub(super) fn ran(
    transaction: &Transaction<'_>,
    position: Position,
    event: &StepRan,
) -> Result<(), BookError> {
    let connection = transaction.connection;
    let step = number(connection, position, event.step)?;
    connection
        .prepare_cached("UPDATE steps SET ran = ? WHERE number = ?")?
        .execute((position.0, step))?;
    Ok(())
}

pub(super) fn refused(
    transaction: &Transaction<'_>,
    position: Position,
    record: &Record,
) -> Result<(), BookError> {
    let account = account(transaction, position, record)?;
    account_rows::touch(transaction, position, account)
}

/// Nothing is scheduled any more for an account that is deleted.
pub(super) fn forget_account(connection: &Connection, account: u64) -> Result<(), BookError> {
    connection
        .prepare_cached("DELETE FROM step_targets WHERE account = ?")?
        .execute([account])?;
    Ok(())
}

fn account(
    transaction: &Transaction<'_>,
    position: Position,
    record: &Record,
) -> Result<u64, BookError> {
    let id = record.account.ok_or_else(|| missing("account", position))?;
    let (number, _) = account_rows::find(transaction.connection, id)?
        .ok_or_else(|| account_rows::nobody(position))?;
    Ok(number)
}

fn number(connection: &Connection, position: Position, step: Id) -> Result<u64, BookError> {
    connection
        .prepare_cached("SELECT number FROM steps WHERE step_id = ?")?
        .query_row([step.0], |row| row.get(0))
        .map_err(|error| match error {
            rusqlite::Error::QueryReturnedNoRows => {
                missing("step that was scheduled before it", position)
            }
            other => other.into(),
        })
}
