//! `rollbook schedule run`.

use crate::answer::{Answer, Exit};
use crate::context::Context;
use crate::failure::Failure;
use crate::words;

pub fn run(context: &Context) -> Result<Answer, Failure> {
    let caller = context.caller()?;
    let ledger = context.open()?;
    let ran = ledger.domain_admin(&caller)?.run_schedule()?;
    let refused = ran
        .steps
        .iter()
        .filter_map(|step| step.ran.as_ref()?.refused)
        .sum::<u64>();
    let exit = match refused {
        0 => Exit::Done,
        _ => Exit::Refused,
    };
    context.answer(exit, &ran, words::schedule::ran)
}
