//! `rollbook account set`.

use rollbook_service::answers::ChangeOutcome;

use super::columns::Columns;
use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;
use crate::words;

/// Change what is known of an account, or move it to another institution
///
/// What is not said stays as it is; an empty text, as in --nickname "", clears a column. Whoever moves to another institution
/// leaves the groups of the old one.
#[derive(clap::Args)]
#[command(override_usage = "rollbook account set <WHO> <OPTIONS>")]
pub struct Arguments {
    /// An account id, an email, a username, user_id:… or sis_id:…
    who: String,
    #[command(flatten)]
    columns: Columns,
    /// Why; it is recorded, sealed
    #[arg(long)]
    reason: Option<String>,
}

pub fn run(arguments: Arguments, context: &Context) -> Result<Answer, Failure> {
    let caller = context.caller()?;
    let ledger = context.open()?;
    let operator = ledger.operator(&caller)?;
    let account = operator.find(&arguments.who)?;
    let changed = operator.set_account(
        account,
        &arguments.columns.into(),
        arguments.reason.as_deref(),
    )?;
    words::account::tell(&changed.notes, context);
    context.done(&changed, |changed| {
        let details = words::account::details(&changed.account);
        match changed.outcome {
            ChangeOutcome::Recorded => details,
            ChangeOutcome::NothingToDo => format!("nothing to do: it is so already\n{details}"),
        }
    })
}
