//! `rollbook admin remove`.

use rollbook_service::answers::ChangeOutcome;
use serde::Serialize;

use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;
use crate::words::text::printable;

/// Remove an admin and sign this person out
#[derive(clap::Args)]
pub struct Arguments {
    /// The person's email
    #[arg(long)]
    email: String,
}

#[derive(Serialize)]
struct Removed<'a> {
    email: &'a str,
    outcome: ChangeOutcome,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    let caller = context.caller()?;
    let ledger = context.open()?;
    ledger
        .domain_admin(&caller)?
        .remove_admin(&arguments.email)?;
    let removed = Removed {
        email: &arguments.email,
        outcome: ChangeOutcome::Recorded,
    };
    context.done(&removed, |removed| {
        format!("{} is no admin any more", printable(removed.email))
    })
}
