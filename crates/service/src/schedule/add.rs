//! Schedules steps, with a plan first (R14).

use std::sync::{Arc, Mutex, PoisonError};

use rollbook_book::{KnownAccount, Reads};
use rollbook_domain::{Account, Guards, InstitutionId, Origin, Position, StepId};
use rollbook_records::{Body, Header, StepScheduled, StepTargeted};

use super::judge::{Verdict, after, effects, judge};
use super::list::render;
use super::notice;
use super::request::{ScheduleRequest, Terms, Timed};
use super::targets::targets;
use crate::caller::Scope;
use crate::imports::{guard_stops, seat_changes};
use crate::work::{NewEvent, OpenBatch, Receipt, Work};
use crate::{Error, Ledger, Operator, Reader, answers};

/// What became of a request.
#[derive(Clone, Debug)]
pub enum ScheduleOutcome {
    Scheduled(answers::Scheduled),
    /// Nobody is left to schedule; nothing was recorded.
    Nobody(answers::SchedulePlan),
    /// Nothing was recorded; `stopped` says why.
    Stopped(answers::SchedulePlan),
}

type Shown = Arc<Mutex<Option<answers::SchedulePlan>>>;

impl Operator<'_> {
    /// What scheduling would do, judged as if each step ran now; guards are judged here, and not
    /// again when the step runs (R60).
    ///
    /// # Errors
    /// [`Error::InThePast`], [`Error::Invalid`]; [`Error::NotFound`] for somebody who is named and
    /// not there; [`Error::Refused`] where the own account would be shut out (R63).
    pub fn plan_schedule(&self, request: &ScheduleRequest) -> Result<answers::SchedulePlan, Error> {
        let terms = self.schedule_terms(request)?;
        self.ledger
            .read(|reads| Ok(draft(reads, self, &terms)?.plan))
    }

    /// Schedules the steps, all in one unit of the log. Where nobody is left to schedule, nothing
    /// is recorded.
    ///
    /// # Errors
    /// As [`Operator::plan_schedule`].
    pub fn schedule(&self, request: &ScheduleRequest) -> Result<ScheduleOutcome, Error> {
        let terms = self.schedule_terms(request)?;
        let shown = Shown::default();
        let turn = Turn {
            ledger: self.ledger.clone(),
            terms,
            shown: Arc::clone(&shown),
        };
        let recorded = self
            .ledger
            .write(self.caller, "schedule", move |work| turn.take(work));
        let plan = shown.lock().unwrap_or_else(PoisonError::into_inner).take();
        let receipt = match (recorded, plan.as_ref()) {
            (Err(Error::PlanStopped), Some(plan)) => {
                return Ok(ScheduleOutcome::Stopped(plan.clone()));
            }
            (recorded, _) => recorded?,
        };
        match receipt.position {
            Some(first) => self
                .scheduled(Position(first), plan)
                .map(ScheduleOutcome::Scheduled),
            None => {
                let plan = plan.map_or_else(|| self.plan_schedule(request), Ok)?;
                Ok(ScheduleOutcome::Nobody(plan))
            }
        }
    }

    /// What was scheduled at a position; of a repeated answer there is no plan any more.
    fn scheduled(
        &self,
        first: Position,
        plan: Option<answers::SchedulePlan>,
    ) -> Result<answers::Scheduled, Error> {
        let (steps, last) = self.ledger.read(|reads| {
            let (ids, last) = scheduled_at(reads, first)?;
            let mut steps = Vec::with_capacity(ids.len());
            for id in ids {
                let row = reads.step(id)?.ok_or(Error::NotFound("step"))?;
                steps.push(render(reads, &self.ledger.vault, self.scope(), &row)?);
            }
            Ok((steps, last))
        })?;
        let (refusals, notices) =
            plan.map_or_else(Default::default, |plan| (plan.refusals, plan.notices));
        Ok(answers::Scheduled {
            steps,
            refusals,
            notices,
            first_position: first.0,
            last_position: last.0,
            events: last.0 - first.0 + 1,
        })
    }
}

/// The steps of the unit that begins at a position, and where it ends: a step, its accounts, and
/// then maybe another one.
fn scheduled_at(reads: &Reads<'_>, first: Position) -> Result<(Vec<StepId>, Position), Error> {
    let (mut steps, mut next) = (Vec::new(), first);
    while let Some(bytes) = reads.bytes(next)? {
        let record = rollbook_records::Record::decode(&bytes)?;
        let is_of_unit = match record.header {
            Header::Own(_) => next == first,
            Header::Behind(distance) => next.0 - first.0 == u64::from(distance),
        };
        let Body::StepScheduled(event) = record.body else {
            break;
        };
        if !is_of_unit {
            break;
        }
        steps.push(event.step.into());
        next = Position(next.0 + 1 + u64::from(event.accounts));
    }
    Ok((steps, Position(next.0.saturating_sub(1))))
}

/// A turn of the writer.
struct Turn {
    ledger: Ledger,
    terms: Terms,
    shown: Shown,
}

impl Turn {
    fn take(&self, work: &mut Work<'_, '_>) -> Result<Receipt, Error> {
        let reader = Reader {
            ledger: &self.ledger,
            caller: work.caller,
        };
        let draft = draft(&work.reads(), &reader, &self.terms)?;
        let (is_stopped, is_empty) = (draft.plan.stopped.is_some(), draft.accounts.is_empty());
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner) = Some(draft.plan);
        match (is_stopped, is_empty) {
            (true, _) => Err(Error::PlanStopped),
            (false, true) => Ok(Receipt::default()),
            (false, false) => record(work, &self.terms, &draft.accounts),
        }
    }
}

struct Draft {
    accounts: Vec<KnownAccount>,
    plan: answers::SchedulePlan,
}

fn draft(reads: &Reads<'_>, reader: &Reader<'_>, terms: &Terms) -> Result<Draft, Error> {
    let (accounts, refusals) = targets(reads, reader, terms)?;
    let scope = reader.scope();
    let mut populations = reads.populations()?;
    populations.retain(|(institution, _)| scope.covers(*institution));
    let mut judging = Judging {
        limits: reader.ledger.settings.guards,
        scope,
        populations,
        seats: reads.seats()?,
        accounts: accounts.iter().map(|target| target.account).collect(),
        begun: None,
        guards: Vec::new(),
    };
    let mut steps = Vec::with_capacity(terms.steps.len());
    for step in terms.steps.iter().filter(|_| !accounts.is_empty()) {
        steps.push(judging.judge(step));
    }
    let guards = judging.guards;
    let stopped = match &terms.override_guards {
        Some(_) => None,
        None => guards.first().map(|guard| guard.code.clone()),
    };
    Ok(Draft {
        plan: answers::SchedulePlan {
            position: reads.head()?.map_or(0, |head| head.0),
            steps,
            refusals,
            guards,
            notices: notices(reads, &accounts)?,
            stopped,
        },
        accounts,
    })
}

/// Steps are judged one after the other: the second finds what the first would have left.
struct Judging {
    limits: Guards,
    scope: Scope,
    populations: Vec<(InstitutionId, u64)>,
    seats: rollbook_domain::Seats,
    accounts: Vec<Account>,
    /// What the step before would have done.
    begun: Option<Vec<Verdict>>,
    guards: Vec<answers::GuardStop>,
}

impl Judging {
    fn judge(&mut self, step: &Timed) -> answers::PlannedStep {
        let before = self.seats.clone();
        let begun = self.begun.take();
        let verdicts = judge(step.command, &self.accounts, &mut self.seats, |place| {
            // A step that ends another gives back what that one took, and no more.
            let taken = begun.as_ref()?.get(place)?;
            (!matches!(taken, Verdict::Changes(_))).then_some(Verdict::NothingToDo)
        });
        let effects = effects(self.populations.iter().copied(), &self.accounts, &verdicts);
        self.guards
            .extend(guard_stops(self.limits, self.scope, &effects));
        self.accounts = after(&self.accounts, &verdicts);
        self.begun = Some(verdicts);
        answers::PlannedStep {
            action: step.command.as_str().to_owned(),
            due: step.due,
            accounts: self.accounts.len() as u64,
            effects: effects.counts().into(),
            seats: seat_changes(&before, &self.seats),
        }
    }
}

fn notices(reads: &Reads<'_>, accounts: &[KnownAccount]) -> Result<Vec<answers::Note>, Error> {
    let numbers = accounts.iter().map(|account| account.number);
    let scheduled = notice(reads, numbers)?;
    let is_imported = |account: &&KnownAccount| {
        let living = account.account.living();
        living.is_some_and(|living| living.origin == Origin::Import)
    };
    let imported = accounts.iter().filter(is_imported).count();
    let restored = (imported > 0).then(|| {
        let note = answers::Note::import_will_restore();
        answers::Note {
            message: format!(
                "{imported} of these accounts: {}, when that comes behind the step",
                note.message
            ),
            ..note
        }
    });
    Ok(scheduled.into_iter().chain(restored).collect())
}

fn record(
    work: &mut Work<'_, '_>,
    terms: &Terms,
    accounts: &[KnownAccount],
) -> Result<Receipt, Error> {
    let many = u32::try_from(accounts.len())
        .map_err(|_| Error::invalid("accounts", "they are more than 4,294,967,295"))?;
    let mut unit: Option<(Position, OpenBatch)> = None;
    let mut begun: Option<StepId> = None;
    for step in &terms.steps {
        let id = StepId(work.identifier()?);
        // Only the first one could shut people out.
        let override_reason = terms.override_guards.as_deref().filter(|_| begun.is_none());
        let scheduled = NewEvent {
            // R15: a step of an institution's admin acts in that institution only.
            institution: work.caller.scope().institution(),
            ..NewEvent::of_ledger(Body::StepScheduled(StepScheduled {
                step: id.into(),
                action: step.action,
                due: step.due.timestamp_millis(),
                accounts: many,
                ends: begun.map(Into::into),
                override_reason: override_reason
                    .map(|reason| work.seal_text(reason))
                    .transpose()?,
            }))
        };
        let (first, mut open) = match unit {
            Some((first, mut open)) => {
                work.continue_batch(&mut open, scheduled)?;
                (first, open)
            }
            None => begin(work, terms, scheduled)?,
        };
        for account in accounts {
            let targeted = NewEvent {
                account: Some(account.id),
                institution: Some(account.account.institution()),
                ..NewEvent::of_ledger(Body::StepTargeted(StepTargeted { step: id.into() }))
            };
            work.continue_batch(&mut open, targeted)?;
        }
        unit = Some((first, open));
        begun = Some(id);
    }
    work.finish_batch()?;
    Ok(match (unit, begun) {
        (Some((first, _)), Some(id)) => Receipt::of(id).at(first),
        _ => Receipt::default(),
    })
}

fn begin(
    work: &mut Work<'_, '_>,
    terms: &Terms,
    scheduled: NewEvent<'_>,
) -> Result<(Position, OpenBatch), Error> {
    let unit = work.identifier()?;
    let reason = terms.reason.as_deref();
    let reason = reason.map(|reason| work.seal_text(reason)).transpose()?;
    work.begin_unit(unit, work.caller.channel, scheduled, reason)
}
