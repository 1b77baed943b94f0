//! The rows of the accounts view: many are read and written at once, in the order of their table.

use rollbook_domain::{Account, AccountId, InstitutionId, Position};
use rusqlite::{Connection, OptionalExtension, Row};

use super::changes::Change;
use super::unit::Step;
use super::{missing, seats};
use crate::read::for_each_in_order;
use crate::{BookError, Transaction, state};

/// Rows that are passed over before the table is entered anew: that costs as much as four.
const PASSED: u32 = 3;

const UPDATE_DETAILS: &str = "UPDATE accounts SET \
    profile_position = coalesce(?2, profile_position), \
    fingerprint = coalesce(?3, fingerprint), \
    activity_position = coalesce(?4, activity_position) WHERE number = ?1";

/// An account before a unit.
pub(super) struct AccountRow {
    pub(super) number: u64,
    pub(super) id: AccountId,
    pub(super) account: Account,
}

impl AccountRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<AccountRow> {
        Ok(AccountRow {
            id: AccountId::from_bytes(row.get(0)?),
            number: row.get(1)?,
            account: state::decode(row.get(2)?, InstitutionId(row.get(3)?)),
        })
    }
}

/// That a record concerns an account.
#[derive(Clone, Copy)]
pub(super) struct AccountEvent {
    /// The account's number.
    pub(super) account: u64,
    pub(super) position: u64,
    /// See [`state::encode_event`].
    pub(super) state: i64,
}

impl AccountEvent {
    fn place(&self) -> (u64, u64) {
        (self.account, self.position)
    }
}

/// The accounts of some steps, which are in the order of the ids. Those that lie close together are
/// read in one go: to enter the table for each would cost three times as much.
pub(super) fn find_all(
    connection: &Connection,
    steps: &[&Step],
) -> Result<Vec<AccountRow>, BookError> {
    let mut statement = connection.prepare_cached(
        "SELECT account_id, number, state, institution FROM accounts \
         WHERE account_id >= ? ORDER BY account_id",
    )?;
    let ids: Vec<[u8; 16]> = steps.iter().map(|step| *step.id.as_bytes()).collect();
    let mut found = Vec::with_capacity(steps.len());
    for_each_in_order(&mut statement, &ids, PASSED, |place, row| {
        // Behind a place that was left out, what is found stands elsewhere than asked for.
        if place == found.len() {
            found.push(AccountRow::read(row)?);
        }
        Ok(())
    })?;
    match steps.get(found.len()) {
        Some(step) => Err(nobody(step.position)),
        None => Ok(found),
    }
}

/// The account with this id.
pub(super) fn find(
    connection: &Connection,
    id: AccountId,
) -> Result<Option<(u64, Account)>, BookError> {
    Ok(connection
        .prepare_cached(
            "SELECT account_id, number, state, institution FROM accounts WHERE account_id = ?",
        )?
        .query_row([id.as_bytes()], AccountRow::read)
        .optional()?
        .map(|row| (row.number, row.account)))
}

pub(super) fn nobody(position: Position) -> BookError {
    missing("account that was created before it", position)
}

/// Writes changes, which are in the order of the accounts' numbers.
pub(super) fn write(connection: &Connection, changes: &[Change]) -> Result<(), BookError> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO accounts (number, account_id, institution, state, version, \
         status_position, profile_position, fingerprint, activity_position) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?;
    let mut update = connection.prepare_cached(
        "UPDATE accounts SET state = ?2, institution = ?3, version = ?4, \
         status_position = coalesce(?5, status_position) WHERE number = ?1",
    )?;
    for change in changes {
        if change.before.is_none() {
            insert.execute(change.row())?;
            continue;
        }
        update.execute(change.state())?;
        if let Some(details) = change.details() {
            connection
                .prepare_cached(UPDATE_DETAILS)?
                .execute(details)?;
        }
    }
    Ok(())
}

/// Notes that the account owns a class from now on, or none any more.
pub(super) fn set_ownership(
    transaction: &Transaction<'_>,
    position: Position,
    number: u64,
    owns_classes: bool,
) -> Result<(), BookError> {
    let connection = transaction.connection;
    let before = connection
        .prepare_cached(
            "SELECT account_id, number, state, institution FROM accounts WHERE number = ?",
        )?
        .query_row([number], AccountRow::read)?
        .account;
    let after = before.with_ownership(owns_classes);
    connection
        .prepare_cached("UPDATE accounts SET state = ?, version = ? WHERE number = ?")?
        .execute((state::encode(&after), position.0, number))?;
    let mut unit = transaction.unit();
    seats::count(&mut unit.seats, Some(&before), &after);
    unit.touched.push(AccountEvent {
        account: number,
        position: position.0,
        state: state::encode(&after),
    });
    Ok(())
}

/// Notes that a record concerns an account that it does not name.
pub(super) fn touch(
    transaction: &Transaction<'_>,
    position: Position,
    number: u64,
) -> Result<(), BookError> {
    let state = transaction
        .connection
        .prepare_cached("UPDATE accounts SET version = ? WHERE number = ? RETURNING state")?
        .query_row((position.0, number), |row| row.get(0))?;
    transaction.unit().touched.push(AccountEvent {
        account: number,
        position: position.0,
        state,
    });
    Ok(())
}

/// Writes which account has events where, and what its state was behind each.
pub(super) fn write_touched(
    connection: &Connection,
    touched: &mut Vec<AccountEvent>,
) -> Result<(), BookError> {
    // A stable sort: who owns a class may also be in it, so that its end concerns one account
    // twice; what is said last of it holds.
    touched.sort_by_key(AccountEvent::place);
    touched.dedup_by(|later, earlier| {
        let is_same = later.place() == earlier.place();
        if is_same {
            *earlier = *later;
        }
        is_same
    });
    let mut insert = connection
        .prepare_cached("INSERT INTO account_events (account, position, state) VALUES (?, ?, ?)")?;
    for event in touched.drain(..) {
        insert.execute((event.account, event.position, event.state))?;
    }
    Ok(())
}
