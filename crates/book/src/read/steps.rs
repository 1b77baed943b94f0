//! What is scheduled, for whom, and what became of it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rollbook_domain::{Account, AccountId, InstitutionId, Position, StepId};
use rollbook_records::ScheduledAction;
use rusqlite::{OptionalExtension, Row};

use super::{Reads, sixteen};
use crate::{BookError, state};

const COLUMNS: &str = "steps.number, step_id, action, due, steps.institution, ends, ran, cancelled";

/// One action at one time for a list of accounts.
#[derive(Clone, Copy, Debug)]
pub struct StepRow {
    /// The position of the record that scheduled it.
    pub number: u64,
    pub id: StepId,
    pub action: ScheduledAction,
    pub due: DateTime<Utc>,
    /// The one that it may act in; none means the whole domain.
    pub institution: Option<InstitutionId>,
    /// The step whose effects it ends.
    pub ends: Option<StepId>,
    /// The position of the record that says so.
    pub ran: Option<Position>,
    pub cancelled: Option<Position>,
}

impl StepRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<StepRow> {
        let (action, due): (u8, i64) = (row.get(2)?, row.get(3)?);
        let ends: Option<[u8; 16]> = row.get(5)?;
        Ok(StepRow {
            number: row.get(0)?,
            id: StepId::from_bytes(sixteen(row, 1)?),
            action: ScheduledAction::from_number(action).ok_or(
                rusqlite::Error::IntegralValueOutOfRange(2, i64::from(action)),
            )?,
            due: DateTime::from_timestamp_millis(due)
                .ok_or(rusqlite::Error::IntegralValueOutOfRange(3, due))?,
            institution: row.get::<_, Option<u64>>(4)?.map(InstitutionId),
            ends: ends.map(StepId::from_bytes),
            ran: row.get::<_, Option<u64>>(6)?.map(Position),
            cancelled: row.get::<_, Option<u64>>(7)?.map(Position),
        })
    }

    /// Whether it will still run.
    pub fn is_waiting(&self) -> bool {
        self.ran.is_none() && self.cancelled.is_none()
    }
}

/// Which steps to list.
#[derive(Clone, Copy, Debug, Default)]
pub struct StepFilter {
    /// Also those that ran or were cancelled.
    pub all: bool,
    /// Those that concern an account of this one, or were scheduled by its admin.
    pub institution: Option<InstitutionId>,
    /// Those that do this.
    pub action: Option<ScheduledAction>,
    /// List those behind this time and number.
    pub after: Option<(DateTime<Utc>, u64)>,
}

impl StepFilter {
    /// By case, because the index of the steps that wait serves only a condition that is written out.
    fn statement(&self) -> String {
        let waits = match self.all {
            true => "TRUE",
            false => "ran IS NULL AND cancelled IS NULL",
        };
        let concerns = match self.institution {
            None => "?3 IS NULL",
            Some(_) => {
                "(steps.institution = ?3 OR EXISTS \
                 (SELECT 1 FROM step_targets JOIN accounts ON accounts.number = account \
                 WHERE step = steps.number AND accounts.institution = ?3))"
            }
        };
        format!(
            "SELECT {COLUMNS} FROM steps WHERE (due, number) > (?1, ?2) AND {waits} \
             AND {concerns} AND (?4 IS NULL OR action = ?4) ORDER BY due, steps.number LIMIT ?5"
        )
    }
}

/// An account of a step as it is now.
#[derive(Clone, Copy, Debug)]
pub struct StepTarget {
    pub number: u64,
    pub id: AccountId,
    pub account: Account,
    /// The position of the record that put it into its status.
    pub status_position: Position,
}

impl Reads<'_> {
    /// The step with this id.
    pub fn step(&self, id: StepId) -> Result<Option<StepRow>, BookError> {
        self.one_step("WHERE step_id = ?", [id.as_bytes()])
    }

    /// The step that ends the effects of another.
    pub fn step_ending(&self, begun: StepId) -> Result<Option<StepRow>, BookError> {
        self.one_step("WHERE ends = ?", [begun.as_bytes()])
    }

    /// The step that is to run before all others.
    pub fn next_step(&self) -> Result<Option<StepRow>, BookError> {
        self.one_step(
            "WHERE ran IS NULL AND cancelled IS NULL ORDER BY due, number LIMIT 1",
            [],
        )
    }

    /// The steps that wait, in the order in which they are to run.
    pub fn waiting_steps(&self) -> Result<Vec<StepRow>, BookError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM steps WHERE ran IS NULL AND cancelled IS NULL \
             ORDER BY due, number"
        ))?;
        let rows = statement.query_map([], StepRow::read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn one_step(
        &self,
        which: &str,
        values: impl rusqlite::Params,
    ) -> Result<Option<StepRow>, BookError> {
        Ok(self
            .connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM steps {which}"))?
            .query_row(values, StepRow::read)
            .optional()?)
    }

    /// At most `limit` steps, in the order in which they are due.
    pub fn steps(&self, filter: &StepFilter, limit: usize) -> Result<Vec<StepRow>, BookError> {
        let mut statement = self.connection.prepare_cached(&filter.statement())?;
        let (due, number) = filter.after.map_or((i64::MIN, 0), |(due, number)| {
            (due.timestamp_millis(), number)
        });
        let institution = filter.institution.map(|institution| institution.0);
        let action = filter.action.map(|action| action as u8);
        let values = (due, number, institution, action, limit);
        let rows = statement.query_map(values, StepRow::read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many accounts a step concerns, of one institution or of all; deleted ones no more.
    pub fn step_size(
        &self,
        step: u64,
        institution: Option<InstitutionId>,
    ) -> Result<u64, BookError> {
        let Some(institution) = institution else {
            // A deleted account is in no step, so that nobody has to be looked up.
            return Ok(self
                .connection
                .prepare_cached("SELECT count(*) FROM step_targets WHERE step = ?")?
                .query_row([step], |row| row.get(0))?);
        };
        Ok(self
            .connection
            .prepare_cached(
                "SELECT count(*) FROM step_targets JOIN accounts ON accounts.number = account \
                 WHERE step = ? AND institution = ?",
            )?
            .query_row((step, institution.0), |row| row.get(0))?)
    }

    /// The accounts of a step, in the order in which they were named.
    pub fn step_targets(&self, step: u64) -> Result<Vec<StepTarget>, BookError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT account_id, state, institution, status_position, number FROM step_targets \
             JOIN accounts ON accounts.number = account WHERE step = ? ORDER BY position",
        )?;
        let rows = statement.query_map([step], |row| {
            Ok(StepTarget {
                id: AccountId::from_bytes(sixteen(row, 0)?),
                account: state::decode(row.get(1)?, InstitutionId(row.get(2)?)),
                status_position: Position(row.get(3)?),
                number: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The steps that waited for an account at a position, in the order in which they are due.
    pub fn steps_of(&self, account: u64, at: Position) -> Result<Vec<StepRow>, BookError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM step_targets JOIN steps ON steps.number = step \
             WHERE account = ?1 AND position <= ?2 \
             AND (ran IS NULL OR ran > ?2) AND (cancelled IS NULL OR cancelled > ?2) \
             ORDER BY due, steps.number"
        ))?;
        let rows = statement.query_map((account, at.0), StepRow::read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// For each account that steps wait for, by number: the next of them, of those that were
    /// scheduled before a position, where one is given.
    pub fn next_steps(&self, before: Option<Position>) -> Result<HashMap<u64, StepRow>, BookError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {COLUMNS}, account FROM steps JOIN step_targets ON step = steps.number \
             WHERE ran IS NULL AND cancelled IS NULL AND (?1 IS NULL OR steps.number < ?1) \
             ORDER BY due DESC, steps.number DESC"
        ))?;
        let rows = statement.query_map([before.map(|before| before.0)], |row| {
            Ok((row.get(8)?, StepRow::read(row)?))
        })?;
        // The last one stays.
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The next step that waits for one account, of the same.
    pub fn next_step_of(
        &self,
        account: u64,
        before: Option<Position>,
    ) -> Result<Option<StepRow>, BookError> {
        // CROSS: by the account first, however many steps wait.
        Ok(self
            .connection
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM step_targets CROSS JOIN steps ON steps.number = step \
                 WHERE account = ?1 AND ran IS NULL AND cancelled IS NULL \
                 AND (?2 IS NULL OR steps.number < ?2) ORDER BY due, steps.number LIMIT 1"
            ))?
            .query_row((account, before.map(|before| before.0)), StepRow::read)
            .optional()?)
    }
}
