//! Seat limits, and the seats in use over time (R45, R47).

use std::collections::BTreeMap;

use rollbook_domain::{InstitutionId, Position};
use rollbook_records::{Record, SeatLimitSet};
use rusqlite::Connection;

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

/// Writes what a unit changed, one step an institution.
pub(crate) fn write_seat_steps(
    connection: &Connection,
    seats: &BTreeMap<InstitutionId, i64>,
    position: u64,
) -> Result<(), BookError> {
    for (institution, change) in seats.iter().filter(|(_, change)| **change != 0) {
        connection
            .prepare_cached("UPDATE institutions SET in_use = in_use + ? WHERE institution = ?")?
            .execute((change, institution.0))?;
        connection
            .prepare_cached(
                "INSERT INTO seat_steps (institution, position, in_use) \
                 SELECT institution, ?, in_use FROM institutions WHERE institution = ?",
            )?
            .execute((position, institution.0))?;
    }
    Ok(())
}
