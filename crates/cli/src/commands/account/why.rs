//! `rollbook account why` (R51).

use crate::answer::Answer;
use crate::commands::values::AsOf;
use crate::context::Context;
use crate::failure::Failure;
use crate::words::text::printable;

/// Tell why an account has its status: who put it there, when, by which file and row, and for what reason
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
    let why = reader.why(reader.find_at(&arguments.who, as_of)?, as_of)?;
    context.done(&why, |why| {
        format!("{}: {}", why.status, printable(&why.sentence))
    })
}
