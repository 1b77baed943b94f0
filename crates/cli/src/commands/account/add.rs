//! `rollbook account add`.

use clap::ArgGroup;

use super::columns::Columns;
use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;
use crate::words;

/// Add an account, active at once
///
/// Without --user-id the ledger assigns a number, without --institution the account joins the one that was added first, and
/// without --user-type it is a student's.
#[derive(clap::Args)]
#[command(
    override_usage = "rollbook account add <--email <EMAIL>|--username <USERNAME>> [OPTIONS]"
)]
#[command(group(ArgGroup::new("identity").required(true).multiple(true).args(["email", "username"])))]
pub struct Arguments {
    #[command(flatten)]
    columns: Columns,
    /// Why; it is recorded, sealed
    #[arg(long)]
    reason: Option<String>,
}

pub fn run(arguments: Arguments, context: &Context) -> Result<Answer, Failure> {
    let caller = context.caller()?;
    let ledger = context.open_or_create()?;
    let added = ledger
        .operator(&caller)?
        .add_account(&arguments.columns.into(), arguments.reason.as_deref())?;
    words::account::tell(&added.notes, context);
    context.done(&added, |added| words::account::details(&added.account))
}
