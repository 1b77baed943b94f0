//! Applies a plan, if it still does what it showed (R61).

#[cfg(test)]
mod tests;
mod turn;

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError};

use rollbook_domain::AccountId;

use super::decided::{Decided, Outcome};
use super::difference::differences;
use super::files::Part;
use super::intents::StandingSource;
use super::leave_out::ShownPlan;
use super::refused::OpenPlan;
use super::stored::{read_decision, write_decision_into};
use crate::answers::{self, Difference, Phase, Plan};
use crate::{Error, Operator, text};
use turn::Turn;

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
        let body = open.terms.summed_up(&plan).seal(&open.key)?;
        if self.decide_again(id, now.position, body, decision)? {
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
