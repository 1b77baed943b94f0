//! `rollbook schedule list`.

use rollbook_service::StepQuery;

use crate::answer::Answer;
use crate::commands::values;
use crate::context::Context;
use crate::failure::Failure;
use crate::words;

/// List what is scheduled, in the order in which it is due
#[derive(clap::Args)]
pub struct Arguments {
    /// Also what has run or was cancelled
    #[arg(long)]
    all: bool,
    /// How many to list at once, up to 1000
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = values::page)]
    limit: usize,
    /// Where the page before ended
    #[arg(long, value_name = "CURSOR")]
    cursor: Option<String>,
}

pub fn run(arguments: Arguments, context: &Context) -> Result<Answer, Failure> {
    let query = StepQuery {
        all: arguments.all,
        limit: arguments.limit,
        cursor: arguments.cursor,
        ..StepQuery::default()
    };
    let caller = context.caller()?;
    let ledger = context.open()?;
    let list = ledger.reader(&caller)?.steps(&query)?;
    context.done(&list, words::schedule::list)
}
