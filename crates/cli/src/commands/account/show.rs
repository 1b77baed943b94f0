//! `rollbook account show`.

use crate::answer::Answer;
use crate::commands::values::AsOf;
use crate::context::Context;
use crate::failure::Failure;
use crate::words;

/// Show one account as it is now, or was
#[derive(clap::Args)]
pub struct Arguments {
    /// An account id, an email, a username, user_id:… or sis_id:…
    who: String,
    #[command(flatten)]
    moment: AsOf,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    let caller = context.caller()?;
    let ledger = context.open()?;
    let reader = ledger.reader(&caller)?;
    let as_of = arguments.moment.as_of;
    let account = reader.account_at(reader.find_at(&arguments.who, as_of)?, as_of)?;
    context.done(&account, words::account::details)
}
