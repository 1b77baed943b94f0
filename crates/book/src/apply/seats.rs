//! Seat limits, and the seats in use over time (R45, R47).

use std::collections::BTreeMap;

use rollbook_domain::{Account, InstitutionId, Position};
use rollbook_records::{Record, SeatLimitSet};
use rusqlite::{Connection, OptionalExtension};

use crate::{BookError, Transaction};

/// The scope of the whole domain in the table of limits.
pub(crate) const DOMAIN: i64 = -1;

pub(super) fn limit_set(
    transaction: &Transaction<'_>,
    position: Position,
    record: &Record,
    event: &SeatLimitSet,
) -> Result<(), BookError> {
    let scope = record
        .institution
        .map_or(DOMAIN, |institution| institution.0 as i64);
    transaction
        .connection
        .prepare_cached("INSERT INTO seat_limits (scope, position, seat_limit) VALUES (?, ?, ?)")?
        .execute((scope, position.0, event.limit))?;
    Ok(())
}

/// Counts the seat that an account gives up and the one that it takes.
pub(super) fn count(
    seats: &mut BTreeMap<InstitutionId, i64>,
    before: Option<&Account>,
    after: &Account,
) {
    if let Some(before) = before.filter(|account| account.takes_seat()) {
        *seats.entry(before.institution()).or_default() -= 1;
    }
    if after.takes_seat() {
        *seats.entry(after.institution()).or_default() += 1;
    }
}

/// Writes what a unit changed, one step an institution.
pub(super) fn write_seat_steps(
    connection: &Connection,
    seats: &BTreeMap<InstitutionId, i64>,
    position: u64,
) -> Result<(), BookError> {
    for (institution, change) in seats.iter().filter(|(_, change)| **change != 0) {
        // Not one `INSERT … SELECT`: for what writes several rows SQLite opens a journal of its
        // own, which within a savepoint costs the more the more the savepoint has written.
        let before: Option<i64> = connection
            .prepare_cached("SELECT in_use FROM institutions WHERE institution = ?")?
            .query_row([institution.0], |row| row.get(0))
            .optional()?;
        let Some(in_use) = before.map(|before| before + change) else {
            continue;
        };
        connection
            .prepare_cached("UPDATE institutions SET in_use = ? WHERE institution = ?")?
            .execute((in_use, institution.0))?;
        connection
            .prepare_cached(
                "INSERT INTO seat_steps (institution, position, in_use) VALUES (?, ?, ?)",
            )?
            .execute((institution.0, position, in_use))?;
    }
    Ok(())
}
