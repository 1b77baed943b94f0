//! What the steps that wait would make of the seats, as things stand now.

mod cache;
mod foresee;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rollbook_book::{Reads, StepRow};
use rollbook_domain::{InstitutionId, SeatCount, SeatScope, Seats};

use crate::caller::Scope;
use crate::{Error, Moment, Reader, answers};
pub(crate) use cache::ForecastAtHand;

/// Which steps are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct ForecastQuery {
    /// Those that concern an institution; of the whole domain without one.
    pub scope: Option<SeatScope>,
    /// Those that are due by this time, or by the end of this day; without it, all of them.
    pub until: Option<Moment>,
}

/// What each step would do, of the whole domain: who sees how much of it is decided as it is told.
struct Forecast {
    /// As they are now.
    seats: Seats,
    steps: Vec<Foreseen>,
}

struct Foreseen {
    row: StepRow,
    /// By the institution of the accounts.
    counts: BTreeMap<InstitutionId, Counts>,
    changes: Vec<answers::SeatChange>,
    /// Seats in use in the whole domain behind it.
    after: u64,
}

/// Of the accounts of a step.
#[derive(Clone, Copy, Default)]
struct Counts {
    changed: u64,
    refused: u64,
    nothing_to_do: u64,
}

impl Counts {
    fn sum<'a>(counts: impl Iterator<Item = &'a Counts>) -> Counts {
        counts.fold(Counts::default(), |sum, more| Counts {
            changed: sum.changed + more.changed,
            refused: sum.refused + more.refused,
            nothing_to_do: sum.nothing_to_do + more.nothing_to_do,
        })
    }

    fn accounts(self) -> u64 {
        self.changed + self.refused + self.nothing_to_do
    }
}

impl Reader<'_> {
    /// What each step that waits would do if nothing else happened until it is due. It is judged
    /// for the whole domain, because institutions share its seats, and told as far as the caller
    /// may know (R16).
    ///
    /// # Errors
    /// [`Error::UnknownInstitution`] for one that does not exist for the caller, known or not;
    /// [`Error::Invalid`] for a position as the end.
    pub fn seat_forecast(&self, query: &ForecastQuery) -> Result<answers::SeatForecast, Error> {
        let until = query.until.map(end).transpose()?;
        self.ledger.read(|reads| {
            let of = self.asked(reads, query.scope)?;
            let forecast = self.ledger.forecast.read(reads)?;
            let mut own = SeatsOf::now(&forecast.seats, self.scope());
            let mut steps = Vec::new();
            let is_due = |step: &&Foreseen| until.is_none_or(|until| step.row.due <= until);
            for step in forecast.steps.iter().take_while(is_due) {
                let domain = own.behind(step);
                if step.concerns(of) {
                    steps.push(step.told(of, domain));
                }
            }
            Ok(answers::SeatForecast { steps })
        })
    }

    /// The institution that is asked for; none means all of them.
    fn asked(
        &self,
        reads: &Reads<'_>,
        scope: Option<SeatScope>,
    ) -> Result<Option<InstitutionId>, Error> {
        match (scope, self.scope()) {
            (_, Scope::Nothing) => Err(Error::NotPermitted),
            (Some(SeatScope::Institution(id)), caller) => {
                // No institution has a number that a book could not hold.
                let can_be = caller.covers(id) && i64::try_from(id.0).is_ok();
                match can_be && reads.is_institution_taken(id)? {
                    true => Ok(Some(id)),
                    false => Err(Error::UnknownInstitution(id)),
                }
            }
            (_, caller) => Ok(caller.institution()),
        }
    }
}

/// The last moment that is asked for.
fn end(until: Moment) -> Result<DateTime<Utc>, Error> {
    until.end().ok_or_else(|| {
        Error::invalid(
            "until",
            "give a time such as 2026-09-01T06:30:00+02:00, or a date such as 2026-09-01 (its end, UTC)",
        )
    })
}

impl Foreseen {
    fn concerns(&self, of: Option<InstitutionId>) -> bool {
        let is_of = |id| self.counts.contains_key(&id) || self.row.institution == Some(id);
        of.is_none_or(is_of)
    }

    fn told(
        &self,
        of: Option<InstitutionId>,
        domain: answers::SeatsForeseen,
    ) -> answers::StepForecast {
        let is_of = |id: InstitutionId| of.is_none_or(|of| of == id);
        let counts = self.counts.iter().filter(|(id, _)| is_of(**id));
        let counts = Counts::sum(counts.map(|(_, counts)| counts));
        let changes = self.changes.iter();
        let seats = changes.filter(|change| is_of(InstitutionId(change.institution)));
        answers::StepForecast {
            step_id: self.row.id.to_string(),
            action: self.row.action.as_str().to_owned(),
            due: self.row.due,
            accounts: counts.accounts(),
            changed: counts.changed,
            refused: counts.refused,
            nothing_to_do: counts.nothing_to_do,
            seats: seats.cloned().collect(),
            domain,
        }
    }
}

/// The seats of what is the whole domain to the caller, from step to step.
struct SeatsOf {
    own: Option<InstitutionId>,
    now: SeatCount,
}

impl SeatsOf {
    fn now(seats: &Seats, scope: Scope) -> SeatsOf {
        let own = scope.institution();
        SeatsOf {
            own,
            now: seats.count(own.map_or(SeatScope::Domain, SeatScope::Institution)),
        }
    }

    fn behind(&mut self, step: &Foreseen) -> answers::SeatsForeseen {
        let before = self.now.in_use;
        self.now.in_use = match self.own {
            None => step.after,
            Some(own) => {
                let mut changes = step.changes.iter();
                let change = changes.find(|change| change.institution == own.0);
                change.map_or(before, |change| change.after)
            }
        };
        answers::SeatsForeseen {
            before,
            after: self.now.in_use,
            limit: self.now.limit,
        }
    }
}
