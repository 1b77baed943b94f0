//! `rollbook schedule cancel`.

use rollbook_service::StepId;

use crate::answer::Answer;
use crate::commands::values;
use crate::context::Context;
use crate::failure::Failure;
use crate::words;

/// Cancel a step before it runs, and with it the step that would end its effects
#[derive(clap::Args)]
pub struct Arguments {
    /// The step's id
    #[arg(value_name = "STEP", value_parser = values::step)]
    step: StepId,
    /// Why; it is recorded. Name nobody
    #[arg(long)]
    reason: Option<String>,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    let caller = context.caller()?;
    let ledger = context.open()?;
    let operator = ledger.operator(&caller)?;
    let cancelled = operator.cancel_step(arguments.step, arguments.reason.as_deref())?;
    context.done(&cancelled, words::schedule::cancelled)
}
