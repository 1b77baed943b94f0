//! Schedules steps, with a plan first (R14).

use std::sync::{Arc, Mutex, PoisonError};

use rollbook_book::Reads;
use rollbook_domain::{Position, StepId};
use rollbook_records::{Body, Header};

use super::draft::Draft;
use super::list::render;
use super::record::record;
use super::request::{Named, ScheduleRequest, Terms};
use crate::seen::Seen;
use crate::work::{Receipt, Work};
use crate::{Error, Ledger, Operator, answers};

/// What became of a request.
#[derive(Clone, Debug)]
pub enum ScheduleOutcome {
    Scheduled(answers::Scheduled),
    /// Nobody is left to schedule; nothing was recorded.
    Nobody(answers::SchedulePlan),
    /// Nothing was recorded; `stopped` says why.
    Stopped(answers::SchedulePlan),
}

type Taken = Arc<Mutex<Option<Draft>>>;

impl Operator<'_> {
    /// What scheduling would do, judged as if each step ran now; guards are judged here, and not
    /// again when the step runs (R60).
    ///
    /// # Errors
    /// [`Error::InThePast`], [`Error::Invalid`]; [`Error::NotFound`] for somebody who is named and
    /// not there; [`Error::Refused`] where the own account would be shut out (R63).
    pub fn plan_schedule(&self, request: &ScheduleRequest) -> Result<answers::SchedulePlan, Error> {
        let terms = self.schedule_terms(request)?;
        terms.check_times(self.ledger.now())?;
        self.drafted(&terms)
    }

    /// Schedules the steps, all in one unit of the log. Where nobody is left to schedule, nothing
    /// is recorded. With the `plan_id` of a plan it stops where it would no longer schedule the
    /// same for the same accounts (R14).
    ///
    /// # Errors
    /// As [`Operator::plan_schedule`].
    pub fn schedule(&self, request: &ScheduleRequest) -> Result<ScheduleOutcome, Error> {
        let taken = Taken::default();
        let turn = Turn {
            ledger: self.ledger.clone(),
            terms: self.schedule_terms(request)?,
            taken: Arc::clone(&taken),
        };
        let recorded = self
            .ledger
            .write(self.caller, "schedule", move |work| turn.take(work));
        let draft = taken.lock().unwrap_or_else(PoisonError::into_inner).take();
        let shown = |draft: &Draft| self.ledger.read(|reads| draft.plan(reads, None));
        let receipt = match (recorded, &draft) {
            (Err(Error::PlanStopped), Some(draft)) => {
                return shown(draft).map(ScheduleOutcome::Stopped);
            }
            (recorded, _) => recorded?,
        };
        match (receipt.position, &draft) {
            (Some(first), draft) => self
                .scheduled(Position(first), draft.as_ref())
                .map(ScheduleOutcome::Scheduled),
            (None, Some(draft)) => shown(draft).map(ScheduleOutcome::Nobody),
            // A repeated answer, maybe of a time that has passed since.
            (None, None) => self
                .drafted(&self.schedule_terms(request)?)
                .map(ScheduleOutcome::Nobody),
        }
    }

    fn drafted(&self, terms: &Terms) -> Result<answers::SchedulePlan, Error> {
        self.ledger
            .read(|reads| Draft::read(reads, self, terms)?.plan(reads, None))
    }

    /// What was scheduled at a position; of a repeated answer there is no plan any more.
    fn scheduled(
        &self,
        first: Position,
        draft: Option<&Draft>,
    ) -> Result<answers::Scheduled, Error> {
        self.ledger.read(|reads| {
            let (ids, last) = scheduled_at(reads, first)?;
            let mut steps = Vec::with_capacity(ids.len());
            for id in ids {
                let row = reads.step(id)?.ok_or(Error::NotFound("step"))?;
                steps.push(render(reads, &self.ledger.vault, self.scope(), &row)?);
            }
            let plan = draft.map(|draft| draft.plan(reads, Some(first)));
            let (refusals, notices) = plan
                .transpose()?
                .map_or_else(Default::default, |plan| (plan.refusals, plan.notices));
            // Of a repeated answer, an account may have moved elsewhere meanwhile (R16).
            let seen = Seen::of(reads, self.scope(), first, last)?;
            Ok(answers::Scheduled {
                steps,
                refusals,
                notices,
                first_position: first.0,
                last_position: seen.last.0,
                events: seen.events,
            })
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
    taken: Taken,
}

impl Turn {
    fn take(&self, work: &mut Work<'_, '_>) -> Result<Receipt, Error> {
        // Only now: whoever asks again for what was scheduled already is told that, however late.
        self.terms.check_times(work.at)?;
        let operator = self.ledger.operator(work.caller)?;
        let mut draft = Draft::read(&work.reads(), &operator, &self.terms)?;
        draft.hold_to(self.terms.plan_id.as_deref());
        let receipt = match (draft.is_stopped(), draft.accounts.is_empty()) {
            (true, _) => Err(Error::PlanStopped),
            (false, true) => Ok(Receipt::default()),
            (false, false) => record(work, &self.terms, &draft.accounts),
        };
        if let (Ok(_), Named::File(file)) = (&receipt, &self.terms.whom) {
            // A yes to a day to come must not wait for another one that would act today.
            work.transaction
                .note_scheduled_plan(file.plan.as_bytes(), work.at)?;
        }
        *self.taken.lock().unwrap_or_else(PoisonError::into_inner) = Some(draft);
        receipt
    }
}
