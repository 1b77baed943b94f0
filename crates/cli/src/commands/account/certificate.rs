//! `rollbook account certificate` (R42).

use rollbook_service::AccountId;

use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;

/// Certify a deletion: what it destroyed, when, by whom and at which head of the log; `rollbook verify --certificate` checks it
#[derive(clap::Args)]
pub struct Arguments {
    /// The id of the deleted account, which is all that is left to name it by
    account_id: AccountId,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    let caller = context.caller()?;
    let ledger = context.open()?;
    let certified = ledger.auditor(&caller)?.certificate(arguments.account_id)?;
    context.done(&certified, |certified| certified.certificate.clone())
}
