//! Runs what is due: once, whoever else runs too, and late where nobody was there in time.

use std::ops::RangeInclusive;

use rollbook_book::{BookError, Reads, StepRow, StepTarget};
use rollbook_domain::{Account, Effects, Position, StepId};
use rollbook_records::{
    BatchKind, BatchRecorded, Body, Channel, Id, RecordedScope, Sealed, StepRan, StepRefused,
    StepScheduled, Unit,
};

use super::command;
use super::judge::{Verdict, effects, judge};
use super::list::{damaged, render};
use crate::accounts::status_body;
use crate::caller::Scope;
use crate::vault::Vault;
use crate::work::{NewEvent, OpenBatch, Receipt, Work};
use crate::{Caller, DomainAdmin, Error, Ledger, answers};

impl DomainAdmin<'_> {
    /// Runs every step that is due, and tells what became of those that this call has run.
    pub fn run_schedule(&self) -> Result<answers::StepsRan, Error> {
        let ran = self.ledger.run_due_steps(&|| true)?;
        self.ledger.read(|reads| {
            let mut steps = Vec::with_capacity(ran.len());
            for id in &ran {
                let row = reads.step(*id)?.ok_or(Error::NotFound("step"))?;
                steps.push(render(reads, &self.ledger.vault, Scope::Domain, &row)?);
            }
            Ok(answers::StepsRan { steps })
        })
    }
}

impl Ledger {
    /// Runs every step that is due by the ledger's clock, in the order in which they are due. Each
    /// is a turn of the writer in the name of whoever scheduled it: what it does and the record
    /// that it ran become durable together, so that it happens once, or not yet. `goes_on` is asked
    /// before each.
    pub(crate) fn run_due_steps(&self, goes_on: &dyn Fn() -> bool) -> Result<Vec<StepId>, Error> {
        let mut ran = Vec::new();
        while goes_on()
            && let Some((id, caller)) = self.next_due()?
        {
            let receipt = self.write(&caller, "step run", move |work| run(work, id))?;
            // Another process may have been first.
            if receipt.position.is_some() {
                tracing::info!(step = %id, "a scheduled step has run");
                ran.push(id);
            }
        }
        Ok(ran)
    }

    /// The step that is due before all others, and in whose name it runs.
    fn next_due(&self) -> Result<Option<(StepId, Caller)>, Error> {
        let now = self.now();
        self.read(|reads| {
            let Some(row) = reads.next_step()?.filter(|row| row.due <= now) else {
                return Ok(None);
            };
            let position = Position(row.number);
            let (_, unit) = reads.unit(position, &reads.record(position)?)?;
            let caller = Caller {
                channel: Channel::Schedule,
                ..Caller::of_the_machine(&name(&self.vault, reads, &unit)?)
            };
            Ok(Some((row.id, caller)))
        })
    }
}

/// In whose name a step runs: of whoever scheduled it, or, once that person was erased, in ours.
fn name(vault: &Vault, reads: &Reads<'_>, unit: &Unit) -> Result<String, Error> {
    let name = vault.actor(reads, unit)?;
    Ok(name.unwrap_or_else(|| "rollbook".to_owned()))
}

/// Nothing, where the step is no longer the next one, or runs in another name by now.
fn run(work: &mut Work<'_, '_>, id: StepId) -> Result<Receipt, Error> {
    let next = work.reads().next_step()?;
    let Some(row) = next.filter(|row| row.id == id && row.due <= work.at) else {
        return Ok(Receipt::default());
    };
    let position = Position(row.number);
    let reads = work.reads();
    let (_, unit) = reads.unit(position, &reads.record(position)?)?;
    if name(work.vault, &reads, &unit)? != work.caller.actor {
        return Ok(Receipt::default());
    }
    let due = DueStep::read(&work.reads(), row)?;
    let position = due.record(work)?;
    Ok(Receipt::of(id).at(position))
}

/// A step, and what it does to its accounts as they are now.
struct DueStep {
    row: StepRow,
    /// Sealed under the ledger's key already.
    reason: Option<Sealed>,
    override_reason: Option<Sealed>,
    targets: Vec<StepTarget>,
    verdicts: Vec<Verdict>,
    effects: Effects,
}

/// R15: since it was scheduled, the account has moved out of the institution of whoever did it.
pub(super) const NOT_ALLOWED: &str = "not-allowed";

impl DueStep {
    fn read(reads: &Reads<'_>, row: StepRow) -> Result<DueStep, Error> {
        let position = Position(row.number);
        let record = reads.record(position)?;
        let (_, unit) = reads.unit(position, &record)?;
        let Body::StepScheduled(StepScheduled {
            override_reason, ..
        }) = record.body
        else {
            return Err(damaged(position));
        };
        let targets = reads.step_targets(row.number)?;
        let begun = match row.ends {
            Some(begun) => Some(positions_of(reads, begun)?),
            None => None,
        };
        let except = |place: usize| {
            let target: &StepTarget = targets.get(place)?;
            let institution = target.account.institution();
            if row.institution.is_some_and(|own| own != institution) {
                return Some(Verdict::Refused(NOT_ALLOWED));
            }
            // A step that ends another gives back what that one took, unless somebody has decided
            // about the account since.
            let begun = begun.as_ref()?;
            let is_taken = begun
                .as_ref()
                .is_some_and(|begun| begun.contains(&target.status_position));
            (!is_taken).then_some(Verdict::NothingToDo)
        };
        let accounts: Vec<Account> = targets.iter().map(|target| target.account).collect();
        let mut seats = reads.seats()?;
        let verdicts = judge(command(row.action), &accounts, &mut seats, except);
        Ok(DueStep {
            effects: effects([], &accounts, &verdicts),
            row,
            reason: unit.reason,
            override_reason,
            targets,
            verdicts,
        })
    }

    /// Writes a batch, or, where nothing changes, only what became of the step.
    fn record(&self, work: &mut Work<'_, '_>) -> Result<Position, Error> {
        let (position, mut open) = match self.changed() {
            0 => self.begin(work, self.ran())?,
            _ => {
                let batch = Body::BatchRecorded(Box::new(self.batch()?));
                let (first, mut open) = self.begin(work, batch)?;
                work.continue_batch(&mut open, self.event(self.ran()))?;
                (first, open)
            }
        };
        for (target, verdict) in self.targets.iter().zip(&self.verdicts) {
            let body = match verdict {
                Verdict::Changes(event) => status_body(event)?,
                Verdict::Refused(code) => Body::StepRefused(StepRefused {
                    step: self.row.id.into(),
                    code: (*code).to_owned(),
                }),
                Verdict::NothingToDo => continue,
            };
            let event = NewEvent {
                account: Some(target.id),
                institution: Some(target.account.institution()),
                ..NewEvent::of_ledger(body)
            };
            work.continue_batch(&mut open, event)?;
        }
        work.finish_batch()?;
        Ok(position)
    }

    fn begin(&self, work: &mut Work<'_, '_>, body: Body) -> Result<(Position, OpenBatch), Error> {
        let unit = work.identifier()?;
        let reason = self.reason.clone();
        work.begin_unit(unit, Channel::Schedule, self.event(body), reason)
    }

    fn event(&self, body: Body) -> NewEvent<'static> {
        let institution = match body {
            // A batch belongs to the whole ledger.
            Body::BatchRecorded(_) => None,
            _ => self.row.institution,
        };
        NewEvent {
            institution,
            ..NewEvent::of_ledger(body)
        }
    }

    fn changed(&self) -> u64 {
        let counts = self.effects.counts();
        counts.disable + counts.enable + counts.deactivate + counts.reactivate
    }

    fn ran(&self) -> Body {
        let counts = self.effects.counts();
        Body::StepRan(StepRan {
            step: self.row.id.into(),
            changed: self.changed(),
            nothing_to_do: counts.nothing_to_do,
            refused: counts.refused,
        })
    }

    fn batch(&self) -> Result<BatchRecorded, Error> {
        let counts = self.effects.counts();
        let behind = 1 + self.changed() + counts.refused;
        let events = u32::try_from(behind).map_err(|_| {
            Error::Book(BookError::Damaged(
                "a step has more accounts than a batch has events".to_owned(),
            ))
        })?;
        let effects = answers::Effects::from(counts);
        Ok(BatchRecorded {
            kind: BatchKind::Schedule,
            events,
            profile: None,
            action: Some(self.row.action.as_str().to_owned()),
            files: Vec::new(),
            effects: effects.into(),
            validator: rollbook_rows::VERSION.to_owned(),
            all_or_nothing: false,
            override_reason: self.override_reason.clone(),
            of_batch: None,
            of_event: None,
            of_query: None,
            of_step: Some(Id(*self.row.id.as_bytes())),
            scope: Some(RecordedScope {
                institution: self.row.institution.map(|institution| institution.0),
            }),
            exceptions: None,
        })
    }
}

/// Where the events of a step's run stand; none where it did not run, or changed nothing.
pub(super) fn positions_of(
    reads: &Reads<'_>,
    step: StepId,
) -> Result<Option<RangeInclusive<Position>>, Error> {
    let row = reads.step(step)?;
    let Some(ran) = row.and_then(|row| row.ran) else {
        return Ok(None);
    };
    let (first, _) = reads.unit(ran, &reads.record(ran)?)?;
    let Body::BatchRecorded(batch) = reads.record(first)?.body else {
        return Ok(None);
    };
    let last = Position(first.0 + u64::from(batch.events));
    Ok(Some(first..=last))
}
