//! Takes back, or gives again, what a plan showed: all of it is recorded, or nothing.

use std::sync::{Arc, Mutex, PoisonError};

use rollbook_domain::Position;
use rollbook_domain::reversal::Aim;

use super::drafts::Drafts;
use super::exceptions::{RECORDED_BYTES, exceptions};
use super::plan::Resolution;
use super::present::{Subject, bare_plan, effects, present};
use super::request::kind;
use super::target::unknown;
use super::{ReversalOptions, ReversalOutcome, ReversalTarget};
use crate::imports::{self, Heading, record_batch};
use crate::work::{Receipt, Work};
use crate::{Error, Ledger, Operator, answers};

impl Operator<'_> {
    /// Takes a batch, an event or a query's result back (R52), or gives it again (R54). With the
    /// `plan_id` of a plan it stops where it would no longer do the same (R61).
    ///
    /// # Errors
    /// As [`Operator::plan_reversal`].
    pub fn apply_reversal(
        &self,
        aim: Aim,
        target: &ReversalTarget,
        options: &ReversalOptions,
    ) -> Result<ReversalOutcome, Error> {
        let options = options.accepted()?;
        let ledger = self.ledger;
        // Decided beside the writer; within its turn only what has changed since is decided again.
        let drafts = match ledger.read(|reads| self.drafts(reads, aim, target, &options)) {
            Ok(drafts) => drafts,
            Err(error) => return self.told_or(aim, target, &options, error),
        };
        let taken = Arc::new(Mutex::new(None));
        let turn = Turn {
            ledger: ledger.clone(),
            drafts,
            options: options.clone(),
            taken: Arc::clone(&taken),
        };
        let operation = operation(aim, target);
        let recorded = ledger.write(self.caller, &operation, move |work| turn.take(work));
        let taken: Option<Taken> = taken.lock().unwrap_or_else(PoisonError::into_inner).take();
        match (recorded, taken) {
            (Ok(receipt), _) if receipt.repeated => self.told_again(aim, target, &options, receipt),
            (Ok(receipt), Some(taken)) => {
                let plan = self.shown(&options, &taken)?;
                Ok(ReversalOutcome::Applied(Box::new(applied(plan, receipt))))
            }
            (Err(Error::PlanStopped), Some(taken)) => {
                let mut plan = self.shown(&options, &taken)?;
                plan.plan.stopped = taken.stopped;
                Ok(ReversalOutcome::Stopped(Box::new(plan)))
            }
            (Err(error), _) => Err(error),
            (Ok(_), None) => Err(Error::ShuttingDown),
        }
    }

    fn shown(&self, options: &ReversalOptions, taken: &Taken) -> Result<answers::Reversal, Error> {
        let subject = subject(self.ledger, options);
        self.ledger
            .read(|reads| present(**self, reads, subject, &taken.resolution))
    }

    /// What a used key tells of the first time, although it could not be decided any more: what was
    /// named then may be gone. The error, where the key is new.
    fn told_or(
        &self,
        aim: Aim,
        target: &ReversalTarget,
        options: &ReversalOptions,
        error: Error,
    ) -> Result<ReversalOutcome, Error> {
        if self.caller.idempotency_key.is_none() {
            return Err(error);
        }
        let operation = operation(aim, target);
        match self
            .ledger
            .write(self.caller, &operation, |_| Err(Error::PlanStopped))
        {
            Ok(receipt) => self.told_again(aim, target, options, receipt),
            Err(Error::PlanStopped) => Err(error),
            Err(other) => Err(other),
        }
    }

    /// What was done at the first time, from its batch.
    fn told_again(
        &self,
        aim: Aim,
        target: &ReversalTarget,
        options: &ReversalOptions,
        receipt: Receipt,
    ) -> Result<ReversalOutcome, Error> {
        let Some(batch) = receipt.subject else {
            // Nothing was to be done, and nothing is.
            let plan = self.plan_reversal(aim, target, options)?;
            return Ok(ReversalOutcome::Applied(Box::new(applied(plan, receipt))));
        };
        let batch = self.batch(batch.into())?;
        let kind = kind(aim).as_str().to_owned();
        let effects = batch.effects;
        let plan = answers::Reversal {
            plan: answers::Plan {
                changes: batch.changes,
                ..bare_plan(
                    options.plan_id.clone().unwrap_or_default(),
                    batch.first_position.saturating_sub(1),
                    effects,
                )
            },
            kind,
            of_batch: batch.of_batch,
            of_event: batch.of_event,
            of_query: batch.of_query,
            outcomes: batch.outcomes,
            outcomes_left_out: batch.events - 1 + batch.outcomes_left_out,
        };
        let applied = answers::ReversalApplied {
            plan,
            batch_id: Some(batch.batch_id),
            first_position: Some(batch.first_position),
            last_position: Some(batch.last_position),
            events: batch.events,
        };
        Ok(ReversalOutcome::Applied(Box::new(applied)))
    }
}

/// What keeps idempotency keys of different commands apart.
fn operation(aim: Aim, target: &ReversalTarget) -> String {
    let kind = kind(aim).as_str();
    match target {
        ReversalTarget::Batch(batch) => format!("{kind}\0batch {batch}"),
        ReversalTarget::Event(position) => format!("{kind}\0event {position}"),
        ReversalTarget::Query(query) => format!("{kind}\0query {query}"),
    }
}

fn subject(ledger: &Ledger, options: &ReversalOptions) -> Subject {
    Subject {
        guards: ledger.settings.guards,
        overrides_guards: options.override_guards.is_some(),
    }
}

/// `number` of the receipt is the batch's last position.
fn applied(plan: answers::Reversal, receipt: Receipt) -> answers::ReversalApplied {
    let positions = receipt.position.zip(receipt.number);
    answers::ReversalApplied {
        plan,
        batch_id: receipt
            .subject
            .map(|subject| uuid::Uuid::from_bytes(subject.0).to_string()),
        first_position: receipt.position,
        last_position: receipt.number,
        events: positions.map_or(0, |(first, last)| last - first + 1),
    }
}

/// What a turn came to.
struct Taken {
    resolution: Resolution,
    /// Why nothing was recorded.
    stopped: Option<String>,
}

/// What a turn of the writer needs.
struct Turn {
    ledger: Ledger,
    drafts: Drafts,
    options: ReversalOptions,
    taken: Arc<Mutex<Option<Taken>>>,
}

impl Turn {
    fn take(&self, work: &mut Work<'_, '_>) -> Result<Receipt, Error> {
        let resolution = match self.resolve(work) {
            // Somebody of the same turn made what is to be opened: its key is kept with it.
            Err(Error::KeyMissing) => return Err(Error::Contended),
            resolution => resolution?,
        };
        let agreed = self.options.plan_id.as_deref();
        let is_changed = agreed.is_some_and(|agreed| agreed != resolution.plan_id.to_string());
        let stopped = match is_changed {
            true => Some("plan-changed".to_owned()),
            false => subject(&self.ledger, &self.options).stop_code(&resolution),
        };
        let receipt = match (&stopped, resolution.decided.events()) {
            (Some(_), _) => Err(Error::PlanStopped),
            (None, 0) => Ok(Receipt::default()),
            (None, _) => self.record(work, &resolution),
        };
        *self.taken.lock().unwrap_or_else(PoisonError::into_inner) = Some(Taken {
            resolution,
            stopped,
        });
        receipt
    }

    fn resolve(&self, work: &Work<'_, '_>) -> Result<Resolution, Error> {
        let reads = work.reads();
        let vault = &self.ledger.vault;
        let drafts = self.drafts.at_head(&reads, vault)?;
        if drafts.is_empty() {
            return Err(unknown(&drafts.target.asked));
        }
        Resolution::of(&reads, vault, drafts)
    }

    fn record(&self, work: &mut Work<'_, '_>, resolution: &Resolution) -> Result<Receipt, Error> {
        let batch = work.identifier()?;
        let asked = &resolution.drafts.target.asked;
        let tally = resolution.tally;
        let exceptions = match tally.kept + tally.refused {
            0 => None,
            _ => Some(work.seal_exceptions(exceptions(resolution), RECORDED_BYTES)?),
        };
        let heading = Heading {
            batch,
            kind: kind(resolution.drafts.aim),
            channel: work.caller.channel,
            subject: imports::Subject {
                batch: match asked {
                    ReversalTarget::Batch(batch) => Some(*batch),
                    _ => None,
                },
                event: match asked {
                    ReversalTarget::Event(position) => Some(Position(*position)),
                    _ => None,
                },
                query: match asked {
                    ReversalTarget::Query(query) => Some(query.as_str()),
                    _ => None,
                },
            },
            profile: None,
            action: None,
            files: &[],
            validator: rollbook_rows::VERSION,
            effects: effects(resolution),
            rows_by_file: &[],
            reason: self.options.reason.as_deref(),
            override_reason: self.options.override_guards.as_deref(),
            all_or_nothing: false,
            exceptions,
        };
        let first = record_batch(work, &heading, &resolution.decided, &mut |_| {})?;
        Ok(Receipt {
            number: Some(first.0 + resolution.decided.events() as u64),
            ..Receipt::of(rollbook_records::Id(*batch.as_bytes())).at(first)
        })
    }
}
