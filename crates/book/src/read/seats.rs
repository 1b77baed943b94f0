//! Seats in use and their limits (R45).

use std::collections::BTreeMap;

use rollbook_domain::{InstitutionId, Position, SeatCount, SeatScope, Seats};

use super::Reads;
use crate::BookError;
use crate::apply::DOMAIN;

/// Behind every record that there can be.
const EVER: Position = Position(i64::MAX as u64);

impl Reads<'_> {
    /// Every institution's seats and the domain's.
    pub fn seats(&self) -> Result<Seats, BookError> {
        let limits = self.seat_limits(EVER)?;
        let limit = |scope: i64| limits.get(&scope).copied().flatten();
        let mut statement = self
            .connection
            .prepare_cached("SELECT institution, in_use FROM institutions")?;
        let rows = statement.query_map([], |row| {
            let institution: u64 = row.get(0)?;
            let count = SeatCount {
                in_use: row.get(1)?,
                limit: limit(institution as i64),
            };
            Ok((InstitutionId(institution), count))
        })?;
        let institutions = rows.collect::<Result<Vec<_>, _>>()?;
        Ok(Seats::from_counts(limit(DOMAIN), institutions))
    }

    /// Every limit that a scope was ever given, with the position of its record, oldest first.
    pub fn seat_limits_of(
        &self,
        scope: SeatScope,
    ) -> Result<Vec<(Position, Option<u64>)>, BookError> {
        let scope = match scope {
            SeatScope::Domain => DOMAIN,
            SeatScope::Institution(institution) => institution.0 as i64,
        };
        let mut statement = self.connection.prepare_cached(
            "SELECT position, seat_limit FROM seat_limits WHERE scope = ? ORDER BY position",
        )?;
        let rows = statement.query_map([scope], |row| Ok((Position(row.get(0)?), row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The limits in force as of a position; a scope without a row never had one until then.
    pub(super) fn seat_limits(
        &self,
        at: Position,
    ) -> Result<BTreeMap<i64, Option<u64>>, BookError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT scope, seat_limit, max(position) FROM seat_limits WHERE position <= ? \
             GROUP BY scope",
        )?;
        let rows = statement.query_map([at.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
