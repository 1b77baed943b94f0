//! Lets the steps that wait run in thought, each on what those before it would leave.

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;

use rollbook_book::{Reads, StepRow, StepTarget};
use rollbook_domain::{Account, InstitutionId, Position, Seats, StepId};

use super::{Counts, Forecast, Foreseen};
use crate::Error;
use crate::imports::seat_changes;
use crate::schedule::command;
use crate::schedule::judge::{Verdict, after, judge};
use crate::schedule::run::{NOT_ALLOWED, positions_of};

/// Accounts by number, as steps would leave them, and the step that changed each last.
type Changed = HashMap<u64, (Account, StepId)>;

impl Forecast {
    pub(super) fn of(reads: &Reads<'_>) -> Result<Forecast, Error> {
        let now = reads.seats()?;
        let (mut seats, mut changed) = (now.clone(), Changed::new());
        let mut steps = Vec::new();
        for row in reads.waiting_steps()? {
            steps.push(foresee(reads, row, &mut seats, &mut changed)?);
        }
        Ok(Forecast { seats: now, steps })
    }
}

fn foresee(
    reads: &Reads<'_>,
    row: StepRow,
    seats: &mut Seats,
    changed: &mut Changed,
) -> Result<Foreseen, Error> {
    let targets = reads.step_targets(row.number)?;
    let begun = row.ends.map(|step| Begun::read(reads, step)).transpose()?;
    let then = |target: &StepTarget| {
        let changed = changed.get(&target.number);
        changed.map_or(target.account, |(account, _)| *account)
    };
    let accounts: Vec<Account> = targets.iter().map(then).collect();
    let before = seats.clone();
    let verdicts = judge(command(row.action), &accounts, seats, |place| {
        let target = targets.get(place)?;
        let institution = target.account.institution();
        if row.institution.is_some_and(|own| own != institution) {
            return Some(Verdict::Refused(NOT_ALLOWED));
        }
        let is_taken = begun.as_ref()?.has_taken(target, changed);
        (!is_taken).then_some(Verdict::NothingToDo)
    });
    let mut counts: BTreeMap<InstitutionId, Counts> = BTreeMap::new();
    let left = after(&accounts, &verdicts);
    for ((target, verdict), account) in targets.iter().zip(&verdicts).zip(left) {
        let counts = counts.entry(account.institution()).or_default();
        match verdict {
            Verdict::Changes(_) => {
                counts.changed += 1;
                changed.insert(target.number, (account, row.id));
            }
            Verdict::Refused(_) => counts.refused += 1,
            Verdict::NothingToDo => counts.nothing_to_do += 1,
        }
    }
    Ok(Foreseen {
        row,
        counts,
        changes: seat_changes(&before, seats),
        after: seats.domain().in_use,
    })
}

/// A step whose effects another one ends.
struct Begun {
    step: StepId,
    /// Where its events stand, if it has run.
    ran: Option<RangeInclusive<Position>>,
}

impl Begun {
    fn read(reads: &Reads<'_>, step: StepId) -> Result<Begun, Error> {
        Ok(Begun {
            step,
            ran: positions_of(reads, step)?,
        })
    }

    /// Whether it is what changed the account last, or would be by then.
    fn has_taken(&self, target: &StepTarget, changed: &Changed) -> bool {
        match changed.get(&target.number) {
            Some((_, step)) => *step == self.step,
            None => {
                let ran = self.ran.as_ref();
                ran.is_some_and(|ran| ran.contains(&target.status_position))
            }
        }
    }
}
