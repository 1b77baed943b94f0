//! `rollbook account show`.

use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;
use crate::words;

/// Show one account as it is now
#[derive(clap::Args)]
pub struct Arguments {
    /// An account id, an email, a username, user_id:… or sis_id:…
    who: String,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    let caller = context.caller()?;
    let ledger = context.open()?;
    let reader = ledger.reader(&caller)?;
    let account = reader.account(reader.find(&arguments.who)?)?;
    context.done(&account, words::account::details)
}
