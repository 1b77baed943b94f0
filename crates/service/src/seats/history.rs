//! Seats over time (R47): every step names the events that it sums up.

use rollbook_book::{Reads, SeatStep};
use rollbook_domain::{InstitutionId, Position, SeatScope};
use rollbook_records::{Body, Header};

use crate::caller::Scope;
use crate::{Error, Moment, Reader, answers, cursor};

/// Which steps to list.
#[derive(Clone, Debug)]
pub struct SeatQuery {
    /// Of one institution or of the whole domain; without it, those of every institution.
    pub scope: Option<SeatScope>,
    /// Where the range begins: at a time or a position, or behind a day.
    pub since: Option<Moment>,
    /// The last moment of the range.
    pub until: Option<Moment>,
    /// 1 to 1000.
    pub limit: usize,
    /// The `next` of the page before.
    pub cursor: Option<String>,
}

impl Default for SeatQuery {
    fn default() -> Self {
        SeatQuery {
            scope: None,
            since: None,
            until: None,
            limit: 1000,
            cursor: None,
        }
    }
}

/// Whose steps exist for the caller, of those that are asked for.
enum Steps {
    All,
    Domain,
    Of(InstitutionId),
    /// Of the one institution that to its admin is the whole domain (R16).
    OwnDomain(InstitutionId),
}

impl SeatQuery {
    /// # Errors
    /// [`Error::UnknownInstitution`] for one that does not exist for the caller.
    fn steps(&self, caller: Scope) -> Result<Steps, Error> {
        match (self.scope, caller) {
            (None, Scope::Domain) => Ok(Steps::All),
            (Some(SeatScope::Domain), Scope::Domain) => Ok(Steps::Domain),
            (Some(SeatScope::Domain), Scope::Institution(own)) => Ok(Steps::OwnDomain(own)),
            (None, Scope::Institution(own)) => Ok(Steps::Of(own)),
            (Some(SeatScope::Institution(id)), caller) if caller.covers(id) => Ok(Steps::Of(id)),
            (Some(SeatScope::Institution(id)), _) => Err(Error::UnknownInstitution(id)),
            (_, Scope::Nothing) => Err(Error::NotPermitted),
        }
    }
}

impl Reader<'_> {
    /// The steps of a range, oldest first. Each sums up what one command or one batch changed.
    ///
    /// # Errors
    /// [`Error::UnknownInstitution`] for one that does not exist for the caller, known or not;
    /// [`Error::InTheFuture`]; [`Error::Invalid`] for a limit or a cursor that is not accepted.
    pub fn seat_history(&self, query: &SeatQuery) -> Result<answers::SeatHistory, Error> {
        cursor::page(query.limit)?;
        let wanted = query.steps(self.scope())?;
        self.ledger.read(|reads| {
            if let Steps::Of(id) = wanted
                && !reads.is_institution_taken(id)?
            {
                return Err(Error::UnknownInstitution(id));
            }
            let Some(until) = self.position(reads, query.until)? else {
                return Ok(answers::SeatHistory::default());
            };
            let after = self.after(reads, query)?;
            let mut steps = find(reads, &wanted, after, until, query.limit + 1)?;
            let next = (steps.len() > query.limit).then(|| {
                steps.truncate(query.limit);
                steps.last().map(place)
            });
            let steps = steps.iter().map(|step| render(reads, step));
            Ok(answers::SeatHistory {
                steps: steps.collect::<Result<_, _>>()?,
                next: next.flatten(),
            })
        })
    }

    /// Behind which step a page begins.
    fn after(
        &self,
        reads: &Reads<'_>,
        query: &SeatQuery,
    ) -> Result<(Position, InstitutionId), Error> {
        let since = match &query.since {
            Some(moment) => moment.begin(reads, self.ledger.now())?,
            None => Position(0),
        };
        if let Some(cursor) = &query.cursor {
            let place = u128::from_be_bytes(cursor::decode(cursor)?);
            // What no store can hold was made up, and lies behind every step.
            let number = |part: u128| (part as u64).min(i64::MAX as u64);
            return Ok((Position(number(place >> 64)), InstitutionId(number(place))));
        }
        // The first position has no step: it opens the ledger.
        let before = Position(since.0.saturating_sub(1));
        Ok((before, InstitutionId(i64::MAX as u64)))
    }
}

fn find(
    reads: &Reads<'_>,
    wanted: &Steps,
    after: (Position, InstitutionId),
    until: Position,
    limit: usize,
) -> Result<Vec<SeatStep>, Error> {
    let steps = match *wanted {
        Steps::All => reads.seat_steps(after, until, limit)?,
        Steps::Domain => reads.domain_seat_steps(after.0, until, limit)?,
        Steps::Of(id) => reads.seat_steps_of(id, after.0, until, limit)?,
        Steps::OwnDomain(own) => {
            let mut steps = reads.seat_steps_of(own, after.0, until, limit)?;
            for step in &mut steps {
                step.institution = None;
            }
            steps
        }
    };
    Ok(steps)
}

/// Where the page behind a step begins.
fn place(step: &SeatStep) -> String {
    let institution = step.institution.map_or(0, |institution| institution.0);
    let place = u128::from(step.position.0) << 64 | u128::from(institution);
    cursor::encode(&place.to_be_bytes())
}

fn render(reads: &Reads<'_>, step: &SeatStep) -> Result<answers::SeatStep, Error> {
    let record = reads.record(step.position)?;
    let (first, unit) = reads.unit(step.position, &record)?;
    let is_batch = match record.header {
        Header::Own(_) => matches!(record.body, Body::BatchRecorded(_)),
        Header::Behind(_) => matches!(reads.record(first)?.body, Body::BatchRecorded(_)),
    };
    Ok(answers::SeatStep {
        at: unit.at,
        position: step.position.0,
        first_position: first.0,
        batch: is_batch.then(|| unit.batch().to_string()),
        institution: step.institution.map(|institution| institution.0),
        in_use: step.in_use,
    })
}
