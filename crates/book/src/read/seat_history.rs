//! Seats over time (R47): one step for each unit of records that changed how many are in use.

use std::collections::BTreeMap;

use rollbook_domain::{InstitutionId, Position, SeatCount, Seats};
use rollbook_records::{Header, Record};
use rusqlite::Row;

use super::Reads;
use super::unit_seats::Beginning;
use crate::BookError;
use crate::apply::DOMAIN;

/// How many seats were in use from the end of a unit of records on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SeatStep {
    /// The unit's last record.
    pub position: Position,
    /// `None` for the whole domain.
    pub institution: Option<InstitutionId>,
    pub in_use: u64,
}

impl SeatStep {
    fn read(row: &Row<'_>) -> rusqlite::Result<SeatStep> {
        Ok(SeatStep {
            position: Position(row.get(0)?),
            institution: Some(InstitutionId(row.get(1)?)),
            in_use: row.get(2)?,
        })
    }
}

impl Reads<'_> {
    /// Every institution's seats and the domain's as of a position, also within a unit.
    pub fn seats_at(&self, at: Position) -> Result<Seats, BookError> {
        let Some(first) = self.unit_broken_at(at)? else {
            return self.seats_by_steps(at, at);
        };
        let before = Position(first.0.saturating_sub(1));
        let mut seats = self.seats_by_steps(before, at)?;
        self.follow_unit(Beginning { first, last: at }, &mut seats)?;
        Ok(seats)
    }

    /// Where the unit begins that goes on behind a position.
    fn unit_broken_at(&self, at: Position) -> Result<Option<Position>, BookError> {
        let next = Position(at.0 + 1);
        let Some(bytes) = self.bytes(next)? else {
            return Ok(None);
        };
        Ok(match Record::decode(&bytes)?.header {
            Header::Own(_) => None,
            Header::Behind(distance) => Some(Position(next.0.saturating_sub(distance.into()))),
        })
    }

    /// The seats in use as the last steps up to a position say, and the limits as of another.
    fn seats_by_steps(&self, until: Position, at: Position) -> Result<Seats, BookError> {
        let limits = self.seat_limits(at)?;
        let limit = |scope: i64| limits.get(&scope).copied().flatten();
        let counts = self.latest_steps(until)?.into_iter().map(|(id, in_use)| {
            let limit = limit(id.0 as i64);
            (id, SeatCount { in_use, limit })
        });
        Ok(Seats::from_counts(limit(DOMAIN), counts))
    }

    /// Of every institution, how many seats its last step up to a position tells.
    fn latest_steps(&self, until: Position) -> Result<BTreeMap<InstitutionId, u64>, BookError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT institution, coalesce((SELECT in_use FROM seat_steps \
             WHERE seat_steps.institution = institutions.institution AND position <= ? \
             ORDER BY position DESC LIMIT 1), 0) FROM institutions",
        )?;
        let rows = statement.query_map([until.0], |row| {
            Ok((InstitutionId(row.get(0)?), row.get(1)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The steps of one institution, oldest first, behind a position and up to another.
    pub fn seat_steps_of(
        &self,
        institution: InstitutionId,
        after: Position,
        until: Position,
        limit: usize,
    ) -> Result<Vec<SeatStep>, BookError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT position, institution, in_use FROM seat_steps \
             WHERE institution = ? AND position > ? AND position <= ? ORDER BY position LIMIT ?",
        )?;
        let range = (institution.0, after.0, until.0, limit);
        let rows = statement.query_map(range, SeatStep::read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The steps of all institutions, oldest first, up to a position and behind another; of those
    /// at that other one, behind an institution.
    pub fn seat_steps(
        &self,
        after: (Position, InstitutionId),
        until: Position,
        limit: usize,
    ) -> Result<Vec<SeatStep>, BookError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT position, institution, in_use FROM seat_steps \
             WHERE (position, institution) > (?, ?) AND position <= ? \
             ORDER BY position, institution LIMIT ?",
        )?;
        let (position, institution) = after;
        let range = (position.0, institution.0, until.0, limit);
        let rows = statement.query_map(range, SeatStep::read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The steps of the whole domain, oldest first, behind a position and up to another. A unit
    /// that only moved seats from one institution to another makes none.
    pub fn domain_seat_steps(
        &self,
        after: Position,
        until: Position,
        limit: usize,
    ) -> Result<Vec<SeatStep>, BookError> {
        let mut by_institution = self.latest_steps(after)?;
        let mut in_use: u64 = by_institution.values().sum();
        let mut before = in_use;
        let mut steps: Vec<SeatStep> = Vec::new();
        let mut statement = self.connection.prepare_cached(
            "SELECT position, institution, in_use FROM seat_steps \
             WHERE position > ? AND position <= ? ORDER BY position",
        )?;
        let mut rows = statement.query((after.0, until.0))?;
        while let Some(row) = rows.next()? {
            let position = Position(row.get(0)?);
            // The institutions of one unit count together.
            if steps.last().is_none_or(|last| last.position != position) {
                steps.pop_if(|last| last.in_use == before);
                if steps.len() == limit {
                    return Ok(steps);
                }
                before = in_use;
                steps.push(SeatStep {
                    position,
                    institution: None,
                    in_use,
                });
            }
            let after: u64 = row.get(2)?;
            let before = by_institution.insert(InstitutionId(row.get(1)?), after);
            in_use = in_use + after - before.unwrap_or(0);
            if let Some(last) = steps.last_mut() {
                last.in_use = in_use;
            }
        }
        steps.pop_if(|last| last.in_use == before);
        Ok(steps)
    }
}
