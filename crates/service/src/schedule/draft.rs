//! What scheduling would do, judged as if each step ran now.

use rollbook_book::{KnownAccount, Reads};
use rollbook_domain::{Account, Guards, InstitutionId, Origin, Position, SeatScope, Seats};

use super::judge::{Verdict, after, effects, judge};
use super::notice;
use super::request::{Terms, Timed};
use super::targets::targets;
use crate::caller::Scope;
use crate::imports::{guard_stops, seat_changes};
use crate::institutions::place_name;
use crate::plan_digest::PlanDigest;
use crate::{Error, Reader, answers};

/// A plan, and the accounts that it is for.
pub(super) struct Draft {
    pub(super) accounts: Vec<KnownAccount>,
    /// Without its notices: nothing is decided by them, so they are put in outside the writer's
    /// turn.
    plan: answers::SchedulePlan,
}

impl Draft {
    pub(super) fn read(
        reads: &Reads<'_>,
        reader: &Reader<'_>,
        terms: &Terms,
    ) -> Result<Draft, Error> {
        let (accounts, refusals) = targets(reads, reader, terms)?;
        let scope = reader.scope();
        let mut populations = reads.populations()?;
        populations.retain(|(institution, _)| scope.covers(*institution));
        let mut judging = Judging {
            limits: reader.ledger.settings.guards,
            scope,
            place: &|place| place_name(reads, &reader.ledger.vault, place),
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
        let digest = digest(terms, &accounts, &refusals);
        Ok(Draft {
            accounts,
            plan: answers::SchedulePlan {
                plan_id: digest.plan_id(&reader.ledger.vault).to_string(),
                position: reads.head()?.map_or(0, |head| head.0),
                steps,
                refusals,
                guards,
                notices: Vec::new(),
                stopped,
            },
        })
    }

    /// Stops a plan that is not the one that somebody has agreed to (R14).
    pub(super) fn hold_to(&mut self, agreed: Option<&str>) {
        if agreed.is_some_and(|agreed| agreed != self.plan.plan_id) {
            self.plan.stopped = Some("plan-changed".to_owned());
        }
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.plan.stopped.is_some()
    }

    /// The plan as it is told, with what was scheduled before this position.
    pub(super) fn plan(
        &self,
        reads: &Reads<'_>,
        before: Option<Position>,
    ) -> Result<answers::SchedulePlan, Error> {
        Ok(answers::SchedulePlan {
            notices: notices(reads, &self.accounts, before)?,
            ..self.plan.clone()
        })
    }
}

/// Of everything that the yes is to: what is done when, to whom, and to whom not.
fn digest(terms: &Terms, accounts: &[KnownAccount], refusals: &[answers::Refusal]) -> PlanDigest {
    let mut digest = PlanDigest::default();
    digest.text(Some("schedule"));
    digest.number(terms.steps.len() as u64);
    for step in &terms.steps {
        digest.text(Some(step.command.as_str()));
        digest.bytes(&step.due.timestamp_millis().to_be_bytes());
    }
    digest.number(accounts.len() as u64);
    for account in accounts {
        digest.number(account.number);
    }
    digest.number(refusals.len() as u64);
    for refusal in refusals {
        digest.text(Some(&refusal.file));
        digest.number(u64::from(refusal.row));
        digest.text(refusal.column.as_deref());
        digest.text(Some(&refusal.code));
    }
    digest
}

/// Steps are judged one after the other: the second finds what the first would have left.
struct Judging<'a> {
    limits: Guards,
    scope: Scope,
    /// What a person calls an institution.
    place: &'a dyn Fn(SeatScope) -> String,
    populations: Vec<(InstitutionId, u64)>,
    seats: Seats,
    accounts: Vec<Account>,
    /// What the step before would have done.
    begun: Option<Vec<Verdict>>,
    guards: Vec<answers::GuardStop>,
}

impl Judging<'_> {
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
            .extend(guard_stops(self.limits, self.scope, &effects, self.place));
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

fn notices(
    reads: &Reads<'_>,
    accounts: &[KnownAccount],
    before: Option<Position>,
) -> Result<Vec<answers::Note>, Error> {
    let numbers = accounts.iter().map(|account| account.number);
    let scheduled = notice(reads, numbers, before)?;
    let is_imported = |account: &&KnownAccount| {
        let living = account.account.living();
        living.is_some_and(|living| living.origin == Origin::Import)
    };
    let imported = accounts.iter().filter(is_imported).count();
    let restored = (imported > 0).then(|| {
        answers::Note::of_import_control(match imported {
            1 => "one of these accounts comes from a student information system: a full import that comes after the step counts again, with what it says of this person".to_owned(),
            many => format!("{many} of these accounts come from a student information system: a full import that comes after the step counts again, with what it says of them"),
        })
    });
    Ok(scheduled.into_iter().chain(restored).collect())
}
