//! Lists what is scheduled.

use chrono::{DateTime, Utc};
use rollbook_book::{BookError, Reads, StepFilter, StepRow};
use rollbook_domain::{InstitutionId, Position};
use rollbook_records::{Body, StepScheduled};

use super::numbers::Numbers;
use super::refused::Refused;
use super::schedulable;
use crate::caller::Scope;
use crate::vault::Vault;
use crate::{Command, Error, Reader, answers, cursor};

/// Which steps to list.
#[derive(Clone, Debug)]
pub struct StepQuery {
    /// Also those that ran or were cancelled.
    pub all: bool,
    /// Those that concern an account of this one, or were scheduled by its admin.
    pub institution: Option<InstitutionId>,
    /// Those that do this.
    pub action: Option<Command>,
    /// 1 to 1000.
    pub limit: usize,
    /// The `next` of the page before.
    pub cursor: Option<String>,
}

impl Default for StepQuery {
    fn default() -> Self {
        StepQuery {
            all: false,
            institution: None,
            action: None,
            limit: 100,
            cursor: None,
        }
    }
}

impl Reader<'_> {
    /// A page of steps, in the order in which they are due. An institution admin sees those that
    /// concern an account of its institution.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a limit, a cursor or an action that is not accepted.
    pub fn steps(&self, query: &StepQuery) -> Result<answers::StepList, Error> {
        let limit = cursor::page(query.limit)?;
        let after = query.cursor.as_deref().map(place).transpose()?;
        // Whether it can be answered at all is no matter of whose institution is asked for.
        let action = query.action.map(schedulable).transpose()?;
        let own = self.scope().institution();
        // Elsewhere is nothing to an institution admin (R16).
        if let (Some(own), Some(asked)) = (own, query.institution)
            && own != asked
        {
            return Ok(answers::StepList {
                steps: Vec::new(),
                next: None,
            });
        }
        let filter = StepFilter {
            all: query.all,
            institution: own.or(query.institution),
            action,
            after,
        };
        self.ledger.read(|reads| {
            let mut rows = reads.steps(&filter, limit + 1)?;
            let next = (rows.len() > limit).then(|| {
                rows.truncate(limit);
                rows.last().map(next)
            });
            let steps = rows
                .iter()
                .map(|row| {
                    let counted = filter.institution;
                    render_of(reads, &self.ledger.vault, (self.scope(), counted), row)
                })
                .collect::<Result<_, _>>()?;
            Ok(answers::StepList {
                steps,
                next: next.flatten(),
            })
        })
    }
}

fn next(row: &StepRow) -> String {
    let due = row.due.timestamp_millis().to_be_bytes();
    cursor::encode(&[due, row.number.to_be_bytes()].concat())
}

fn place(text: &str) -> Result<(DateTime<Utc>, u64), Error> {
    let [due, number] = cursor::decode_two(text)?;
    let due =
        DateTime::from_timestamp_millis(i64::from_be_bytes(due)).ok_or_else(cursor::refuse)?;
    Ok((due, u64::from_be_bytes(number)))
}

/// The answer for one step.
pub(super) fn render(
    reads: &Reads<'_>,
    vault: &Vault,
    scope: Scope,
    row: &StepRow,
) -> Result<answers::Step, Error> {
    render_of(reads, vault, (scope, scope.institution()), row)
}

/// The same where the accounts of one institution are counted.
fn render_of(
    reads: &Reads<'_>,
    vault: &Vault,
    (scope, counted): (Scope, Option<InstitutionId>),
    row: &StepRow,
) -> Result<answers::Step, Error> {
    let position = Position(row.number);
    let record = reads.record(position)?;
    let (_, unit) = reads.unit(position, &record)?;
    let Body::StepScheduled(StepScheduled {
        override_reason, ..
    }) = &record.body
    else {
        return Err(damaged(position));
    };
    Ok(answers::Step {
        step_id: row.id.to_string(),
        action: row.action.as_str().to_owned(),
        due: row.due,
        state: match (row.ran, row.cancelled) {
            (Some(_), _) => "ran",
            (None, Some(_)) => "cancelled",
            (None, None) => "waiting",
        }
        .to_owned(),
        accounts: reads.step_size(row.number, counted)?,
        ends: row.ends.map(|begun| begun.to_string()),
        scheduled_at: unit.at,
        actor: vault.actor(reads, &unit)?,
        channel: unit.channel.as_str().to_owned(),
        reason: vault.reason(&unit, None)?,
        override_reason: override_reason
            .as_ref()
            .map(|sealed| vault.text(sealed))
            .transpose()?,
        position: row.number,
        ran: row
            .ran
            .map(|at| ran(reads, vault, scope, row, at))
            .transpose()?,
        cancelled: row
            .cancelled
            .map(|at| cancelled(reads, vault, at))
            .transpose()?,
    })
}

fn ran(
    reads: &Reads<'_>,
    vault: &Vault,
    scope: Scope,
    row: &StepRow,
    position: Position,
) -> Result<answers::StepRun, Error> {
    let record = reads.record(position)?;
    let (first, unit) = reads.unit(position, &record)?;
    let Body::StepRan(ran) = record.body else {
        return Err(damaged(position));
    };
    let all = Refused {
        ran: position,
        all: ran.refused,
    };
    // R16: a step of the whole domain is not for its accounts in one institution alone.
    let is_told = scope == Scope::Domain || row.institution == scope.institution();
    let numbers = is_told.then(|| Numbers::of(reads, scope, row, (position, &ran)));
    let numbers = numbers.transpose()?;
    Ok(answers::StepRun {
        at: unit.at,
        position: position.0,
        batch_id: (first < position).then(|| unit.id.to_string()),
        changed: numbers.map(|numbers| numbers.changed),
        nothing_to_do: numbers.map(|numbers| numbers.nothing_to_do),
        refused: numbers.map(|numbers| numbers.refused),
        refusals: all.shown(reads, vault, scope)?,
    })
}

fn cancelled(
    reads: &Reads<'_>,
    vault: &Vault,
    position: Position,
) -> Result<answers::StepCancellation, Error> {
    let record = reads.record(position)?;
    let (_, unit) = reads.unit(position, &record)?;
    Ok(answers::StepCancellation {
        at: unit.at,
        position: position.0,
        actor: vault.actor(reads, &unit)?,
        reason: vault.reason(&unit, None)?,
    })
}

pub(super) fn damaged(position: Position) -> Error {
    Error::Book(BookError::Damaged(format!(
        "the record at position {position} is no event of the step that names it"
    )))
}
