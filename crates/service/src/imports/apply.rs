//! Applies a plan, if it still does what it showed (R61).

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use rollbook_book::{Revision, StoredPlan};
use rollbook_domain::{AccountId, BatchId, Refusal};
use rollbook_records::{BatchKind, Channel};

use super::decided::{Decided, Outcome};
use super::difference::differences;
use super::events::{Heading, Subject, record_batch};
use super::files::Part;
use super::intents::{Standing, StandingSource};
use super::leave_out::ShownPlan;
use super::plan::{Terms, decide_package};
use super::present::{counts, guard_stops, stop_code};
use super::refused::{OpenPlan, void};
use super::stored::{batch_of, read_decision, write_decision_into};
use super::void::PlanSearch;
use crate::answers::{self, Difference, Phase, Plan};
use crate::work::{Receipt, Work};
use crate::{Error, Ledger, Operator, text};

/// How a plan is to be applied.
#[derive(Clone, Debug, Default)]
pub struct ApplyOptions {
    pub reason: Option<String>,
    /// One refused row stops the whole plan (R19).
    pub all_or_nothing: bool,
    /// The reason why guards are overridden, this once (R60).
    pub override_guards: Option<String>,
}

/// What became of a plan.
#[derive(Clone, Debug)]
pub enum ApplyOutcome {
    Applied(answers::Applied),
    /// Nothing was recorded. The plan is as it would be now; `stopped` says why.
    Stopped {
        plan: Plan,
        /// Rows that no longer do what the plan showed.
        differences: Vec<Difference>,
    },
}

/// Why a turn ended without a record.
struct Stop {
    code: String,
    /// What was decided instead, where the log had moved.
    decided_anew: Option<Arc<Decided>>,
}

impl Operator<'_> {
    /// Applies a plan: all of it is recorded, or nothing. A plan that was applied before is
    /// answered as it was then.
    ///
    /// # Errors
    /// As [`Operator::plan`].
    pub fn apply(&self, plan_id: &str, options: &ApplyOptions) -> Result<ApplyOutcome, Error> {
        let options = options.accepted()?;
        let open = self.open_plan(plan_id)?;
        if open.row.batch.is_some() {
            return self.plan(plan_id).map(ApplyOutcome::Applied);
        }
        let id = open.id;
        let ledger = self.ledger;
        let mut turn = self.turn(open, options)?;
        let rows = turn.shown.plan.rows;
        ledger.plans.report(id, Phase::Applying, 0, rows);
        let stop = Arc::clone(&turn.stop);
        let shown = Arc::clone(&turn.shown);
        let people = self.deleted_by(&shown.outcomes)?;
        let recorded = ledger.write_deleting(
            self.caller,
            &format!("apply\0{id}"),
            (people, Some(Arc::clone(&shown))),
            move |work, search| turn.take(work, search),
        );
        let stop: Option<Stop> = stop.lock().unwrap_or_else(PoisonError::into_inner).take();
        let outcome = match (recorded, stop) {
            (Err(_), Some(stop)) => self.stopped(&shown, stop),
            (Err(error), None) => Err(error),
            (Ok(_), _) => {
                if shown.plan.effects.delete > 0 {
                    ledger.finish_leaving_out()?;
                    ledger.forget_deleted();
                }
                self.plan(plan_id).map(ApplyOutcome::Applied)
            }
        };
        ledger.plans.drop_decided(id);
        let rows = shown.outcomes.len() as u64;
        match &outcome {
            Ok(ApplyOutcome::Applied(_)) => ledger.plans.report(id, Phase::Done, rows, rows),
            // It can be tried again.
            _ => ledger.plans.report(id, Phase::Planned, rows, rows),
        }
        outcome
    }

    fn turn(&self, open: OpenPlan, options: ApplyOptions) -> Result<Turn, Error> {
        if let Some(terms) = open.terms.terms() {
            // The role may have changed since the plan was made.
            self.permit(terms.profile)?;
        }
        let (plan, outcomes) = read_decision(&self.ledger.plan_files(), open.id, &open.key)?;
        Ok(Turn {
            ledger: self.ledger.clone(),
            shown: Arc::new(ShownPlan {
                open,
                plan,
                outcomes,
            }),
            options,
            stop: Arc::default(),
        })
    }

    /// The accounts that a plan's rows delete, as it was shown.
    fn deleted_by(&self, outcomes: &[Outcome]) -> Result<BTreeSet<AccountId>, Error> {
        let deleting = outcomes.iter().filter(|outcome| outcome.verdict.deletes());
        let numbers: Vec<u64> = deleting.filter_map(|outcome| outcome.account).collect();
        self.ledger.read(|reads| {
            let mut people = BTreeSet::new();
            for number in &numbers {
                people.extend(reads.account_by_number(*number)?.map(|row| row.id));
            }
            Ok(people)
        })
    }

    /// Shows the plan as it would be now, and keeps it so: the next "yes" is to this one.
    fn stopped(&self, shown: &ShownPlan, stop: Stop) -> Result<ApplyOutcome, Error> {
        let id = shown.open.id;
        let Some(decided) = stop.decided_anew else {
            let plan = Plan {
                stopped: Some(stop.code),
                ..shown.plan.clone()
            };
            return Ok(ApplyOutcome::Stopped {
                plan,
                differences: Vec::new(),
            });
        };
        let open = self.open_plan(&id.to_string())?;
        let mut package = self
            .ledger
            .read_plan(&open, StandingSource::Head(self.ledger.clone()))?;
        let (plan, now) = self.plan_package(id, &open.key, &open.terms, &mut package)?;
        let plan = with_void_files_as_shown(plan, &shown.plan, &package.void);
        let files = self.ledger.plan_files();
        let file = files.write(id, Part::Decision, open.key.clone())?;
        let decision = write_decision_into(file, &plan, &now.outcomes)?;
        if self.decide_again(id, now.position, decision)? {
            return self.plan(&id.to_string()).map(ApplyOutcome::Applied);
        }
        let differences = differences(&plan.files, &shown.outcomes, &decided.outcomes);
        Ok(ApplyOutcome::Stopped {
            plan: Plan {
                stopped: Some(stop.code),
                ..plan
            },
            differences,
        })
    }
}

impl ApplyOptions {
    /// The same with trimmed reasons, for whoever wants to know before a plan is made.
    ///
    /// # Errors
    /// [`Error::Invalid`] where a reason is blank, too long or has control characters.
    pub fn accepted(&self) -> Result<ApplyOptions, Error> {
        Ok(ApplyOptions {
            reason: self.reason.as_deref().map(text::reason).transpose()?,
            all_or_nothing: self.all_or_nothing,
            override_guards: self
                .override_guards
                .as_deref()
                .map(text::reason)
                .transpose()?,
        })
    }
}

/// Files of which nothing could be taken are not kept, so what is wrong with them is told as it was.
fn with_void_files_as_shown(plan: Plan, shown: &Plan, void: &[usize]) -> Plan {
    let names: Vec<&str> = void
        .iter()
        .filter_map(|file| shown.files.get(*file))
        .map(|file| file.name.as_str())
        .collect();
    let is_void = |file: &str| names.contains(&file);
    let mut refusals = plan.refusals;
    refusals.retain(|refusal| !is_void(&refusal.file));
    let told = shown.refusals.iter();
    refusals.extend(told.filter(|told| is_void(&told.file)).cloned());
    refusals.sort_by(|left, right| (&left.file, left.row).cmp(&(&right.file, right.row)));
    let mut notices = plan.notices;
    notices.retain(|notice| !is_void(&notice.file));
    let told = shown.notices.iter();
    notices.extend(told.filter(|told| is_void(&told.file)).cloned());
    Plan {
        files: shown.files.clone(),
        refusals,
        notices,
        ..plan
    }
}

/// What a turn of the writer needs to apply a plan.
struct Turn {
    ledger: Ledger,
    shown: Arc<ShownPlan>,
    options: ApplyOptions,
    stop: Arc<Mutex<Option<Stop>>>,
}

impl Turn {
    fn take(&mut self, work: &mut Work<'_, '_>, search: &PlanSearch) -> Result<Receipt, Error> {
        let subject = Receipt::of(rollbook_records::Id(*self.shown.open.id.as_bytes()));
        let row = work
            .reads()
            .plan(self.shown.open.id.as_bytes())?
            .filter(|row| row.expires > work.at)
            .ok_or(Error::PlanExpired)?;
        if row.is_void() {
            // Another process has deleted somebody whom it names, since it was opened here.
            self.ledger.plans.drop_plan(self.shown.open.id);
            return Err(void(work.caller.scope()));
        }
        if row.batch.is_some() {
            // Somebody else said yes to the same plan a moment ago.
            return Ok(subject);
        }
        let Some(terms) = self.shown.open.terms.terms() else {
            // No header told what the files are: nothing of them was accepted.
            return Ok(subject);
        };
        let (decided, is_anew) = self.decided(work, terms)?;
        if is_anew
            && !differences(
                &self.shown.plan.files,
                &self.shown.outcomes,
                &decided.outcomes,
            )
            .is_empty()
        {
            return self.stop("plan-changed", Some(decided));
        }
        if let Some(own) = work.caller.account
            && decided.shuts_out(own)
        {
            return Err(Refusal::OwnAccount.into());
        }
        let guards = match self.options.override_guards {
            Some(_) => Vec::new(),
            None => guard_stops(
                self.ledger.settings.guards,
                self.shown.open.terms.scope(),
                &decided.effects,
            ),
        };
        let all_or_nothing = self.options.all_or_nothing || self.shown.open.terms.all_or_nothing;
        let refused = self
            .effects(&decided)
            .refused
            .max(self.shown.plan.refusals.len() as u64);
        let code = stop_code(&guards, all_or_nothing, decided.without_seat, refused);
        if let Some(code) = code {
            return self.stop(code, is_anew.then(|| Arc::clone(&decided)));
        }
        if decided.events() == 0 {
            return Ok(subject);
        }
        self.leave_out_deleted(work, search, &decided)?;
        self.record(work, &decided, row)?;
        Ok(subject)
    }

    /// Plans that name somebody whom this one deletes are void, and this one names them no longer
    /// (R41, R43).
    fn leave_out_deleted(
        &self,
        work: &Work<'_, '_>,
        search: &PlanSearch,
        decided: &Decided,
    ) -> Result<(), Error> {
        let deleted = decided.deleted();
        if deleted.is_empty() {
            // What a crash left of an earlier attempt is not what is recorded now.
            let files = self.ledger.plan_files();
            return files.forget_prepared(self.shown.open.id);
        }
        search.void_and_leave_out(work, &deleted)
    }

    /// What the plan does at this very position, and whether that was decided anew: the log has
    /// moved, the views were made anew, or the files were read by another version of the validator.
    fn decided(&self, work: &Work<'_, '_>, terms: Terms) -> Result<(Arc<Decided>, bool), Error> {
        let Revision { edition, head } = work.reads().revision()?;
        let at_hand = self.ledger.plans.decided(self.shown.open.id);
        let is_mended = at_hand
            .as_ref()
            .is_some_and(|decided| decided.edition != edition);
        let at_hand = at_hand.filter(|decided| Some(decided.position) == head && !is_mended);
        let decided = match at_hand {
            Some(decided) => decided,
            None => {
                // Others of the same turn may have recorded what is not committed yet.
                let reads = work.reads();
                let source = match terms.profile.is_powerschool() {
                    true => StandingSource::Given(Standing::at(&self.ledger, &reads, false)?),
                    false => StandingSource::Head(self.ledger.clone()),
                };
                let package = self.ledger.read_plan(&self.shown.open, source)?;
                let vault = &self.ledger.vault;
                match decide_package(&reads, vault, terms, &package.intents) {
                    // Somebody of the same turn made what is to be opened: its key is kept with it.
                    Err(Error::KeyMissing) => return Err(Error::Contended),
                    decided => Arc::new(decided?),
                }
            }
        };
        let is_anew = is_mended
            || decided.position.0 != self.shown.plan.position
            || self.shown.plan.validator != rollbook_rows::VERSION;
        Ok((decided, is_anew))
    }

    /// The numbers as they are recorded: what is decided now, and what the validator refused.
    fn effects(&self, decided: &Decided) -> answers::Effects {
        let now = counts(decided);
        answers::Effects {
            refused: self.shown.open.terms.refused_by_check + now.refused,
            ..now
        }
    }

    /// Nothing is recorded; the error only ends the turn.
    fn stop(&self, code: &str, decided_anew: Option<Arc<Decided>>) -> Result<Receipt, Error> {
        *self.stop.lock().unwrap_or_else(PoisonError::into_inner) = Some(Stop {
            code: code.to_owned(),
            decided_anew,
        });
        Err(Error::PlanStopped)
    }

    fn record(
        &self,
        work: &mut Work<'_, '_>,
        decided: &Decided,
        row: StoredPlan,
    ) -> Result<(), Error> {
        let batch = batch_of(self.shown.open.id);
        let total = decided.events() as u64;
        let heading = Heading {
            batch,
            kind: BatchKind::Import,
            channel: Channel::Import,
            subject: Subject::default(),
            profile: self.shown.plan.profile.as_deref(),
            action: self.shown.plan.action.as_deref(),
            files: &self.shown.plan.files,
            validator: &self.shown.plan.validator,
            effects: self.effects(decided),
            rows_by_file: &self.shown.open.terms.rows_by_file,
            reason: self.options.reason.as_deref(),
            override_reason: self.options.override_guards.as_deref(),
            all_or_nothing: self.options.all_or_nothing || self.shown.open.terms.all_or_nothing,
        };
        let plans = &self.ledger.plans;
        record_batch(work, &heading, decided, &mut |done| {
            plans.report(self.shown.open.id, Phase::Applying, done, total);
        })?;
        work.transaction.keep_plan(&StoredPlan {
            batch: Some(BatchId(batch)),
            ..row
        })?;
        Ok(())
    }
}
