//! How tests take batches back and give them again.

use rollbook_service::{
    Aim, ApplyOptions, ApplyOutcome, Caller, Error, ReversalOptions, ReversalOutcome,
    ReversalTarget, answers,
};

use crate::district::District;

pub fn batch(id: &str) -> ReversalTarget {
    ReversalTarget::Batch(id.parse().expect("an id"))
}

pub fn forcing(who: &[&str]) -> ReversalOptions {
    ReversalOptions {
        force: who.iter().map(|who| (*who).to_owned()).collect(),
        ..ReversalOptions::default()
    }
}

/// Overrides guards, which a small district runs into at once.
pub fn anyway() -> ReversalOptions {
    ReversalOptions {
        override_guards: Some("a test".to_owned()),
        ..ReversalOptions::default()
    }
}

impl District {
    /// Applies a file of leavers and tells its batch.
    pub fn leave(&self, csv: &str) -> String {
        self.batch_of(&self.plan(csv))
    }

    /// Applies a plan, whatever its guards say, and tells its batch.
    pub fn batch_of(&self, plan: &answers::Plan) -> String {
        let options = ApplyOptions {
            override_guards: Some("a test".to_owned()),
            ..ApplyOptions::default()
        };
        match self.apply_with(plan, &options) {
            ApplyOutcome::Applied(applied) => applied.batch_id.expect("a batch"),
            ApplyOutcome::Stopped { plan, .. } => panic!("stopped: {:?}", plan.stopped),
        }
    }

    pub fn try_reversal(
        &self,
        caller: &Caller,
        aim: Aim,
        target: &ReversalTarget,
        options: &ReversalOptions,
    ) -> Result<ReversalOutcome, Error> {
        let operator = self.ledger.operator(caller).expect("an operator");
        operator.apply_reversal(aim, target, options)
    }

    pub fn plan_back(&self, target: &ReversalTarget) -> answers::Reversal {
        let operator = self.ledger.operator(&self.admin).expect("an operator");
        operator
            .plan_reversal(Aim::Back, target, &ReversalOptions::default())
            .expect("a plan")
    }

    pub fn go(
        &self,
        aim: Aim,
        target: &ReversalTarget,
        options: &ReversalOptions,
    ) -> answers::ReversalApplied {
        applied(self.try_reversal(&self.admin, aim, target, options))
    }

    pub fn back(&self, target: &ReversalTarget) -> answers::ReversalApplied {
        self.go(Aim::Back, target, &ReversalOptions::default())
    }
}

#[track_caller]
pub fn applied(outcome: Result<ReversalOutcome, Error>) -> answers::ReversalApplied {
    match outcome.expect("an outcome") {
        ReversalOutcome::Applied(applied) => *applied,
        ReversalOutcome::Stopped(plan) => panic!("stopped: {:?}", plan.plan.stopped),
    }
}

#[track_caller]
pub fn stopped(outcome: Result<ReversalOutcome, Error>) -> answers::Reversal {
    match outcome.expect("an outcome") {
        ReversalOutcome::Applied(applied) => panic!("applied as {:?}", applied.batch_id),
        ReversalOutcome::Stopped(plan) => *plan,
    }
}

/// Label, aspect, outcome and code of everything that is listed.
pub fn told(plan: &answers::Reversal) -> Vec<(&str, &str, &str, &str)> {
    plan.outcomes
        .iter()
        .map(|outcome| {
            (
                outcome.label.as_deref().unwrap_or_default(),
                outcome.aspect.as_str(),
                outcome.outcome.as_str(),
                outcome.code.as_deref().unwrap_or_default(),
            )
        })
        .collect()
}
