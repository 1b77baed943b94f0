//! What `reverse` and `replay` share: the plan, the question, and the yes to exactly that plan.

use rollbook_service::answers::{Plan, Reversal, ReversalApplied};
use rollbook_service::{Aim, ReversalOptions, ReversalOutcome, ReversalTarget};

use crate::answer::{Answer, Exit};
use crate::context::Context;
use crate::failure::Failure;
use crate::words::reversal as sentences;
use crate::{ask, progress};

/// How something is agreed to.
#[derive(clap::Args)]
pub struct Agreement {
    /// Only say what would happen
    #[arg(long)]
    plan: bool,
    /// Agree beforehand, without being asked
    #[arg(long)]
    yes: bool,
    /// Why; it is recorded with the batch. Name nobody
    #[arg(long)]
    reason: Option<String>,
    /// Go on although a guard stops this plan; the reason is recorded
    #[arg(long, value_name = "REASON")]
    override_guards: Option<String>,
}

pub fn carry_out(
    aim: Aim,
    target: &ReversalTarget,
    options: ReversalOptions,
    agreement: &Agreement,
    context: &Context,
) -> Result<Answer, Failure> {
    if !agreement.plan {
        ask::somebody_agrees(agreement.yes)?;
    }
    let options = ReversalOptions {
        reason: agreement.reason.clone(),
        override_guards: agreement.override_guards.clone(),
        ..options
    }
    .accepted()?;
    let caller = context.caller()?;
    let ledger = context.open()?;
    let operator = ledger.operator(&caller)?;
    let bar = progress::spinner(context, "Planning");
    let planned = operator.plan_reversal(aim, target, &options);
    bar.finish_and_clear();
    let planned = planned?;
    if agreement.plan || planned.plan.stopped.is_some() {
        return answer(&planned.into(), context);
    }
    if !agreement.yes && sentences::changes_something(&planned) {
        ask::confirm(&sentences::plan(&planned))?;
    }
    let options = ReversalOptions {
        plan_id: Some(planned.plan.plan_id.clone()),
        ..options
    };
    let bar = progress::spinner(context, "Recording");
    let outcome = operator.apply_reversal(aim, target, &options);
    bar.finish_and_clear();
    match outcome? {
        ReversalOutcome::Applied(applied) => answer(&applied, context),
        ReversalOutcome::Stopped(plan) => answer(&(*plan).into(), context),
    }
}

fn answer(applied: &ReversalApplied, context: &Context) -> Result<Answer, Failure> {
    let Reversal { plan, .. } = &applied.plan;
    context.answer(exit(plan), applied, sentences::applied)
}

/// What is kept was done as told; only a rule makes it less than that.
fn exit(plan: &Plan) -> Exit {
    match (&plan.stopped, plan.effects.refused) {
        (Some(_), _) => Exit::Stopped,
        (None, 0) => Exit::Done,
        (None, _) => Exit::Refused,
    }
}
