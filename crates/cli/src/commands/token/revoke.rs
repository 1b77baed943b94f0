//! `rollbook token revoke`.

use rollbook_service::answers::ChangeOutcome;
use serde::Serialize;

use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;
use crate::words::text::printable;

/// Revoke a token: it is refused from now on
#[derive(clap::Args)]
pub struct Arguments {
    /// The token's name or token id
    #[arg(long)]
    name: String,
}

#[derive(Serialize)]
struct Revoked<'a> {
    name: &'a str,
    outcome: ChangeOutcome,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    let caller = context.caller()?;
    let ledger = context.open()?;
    ledger
        .domain_admin(&caller)?
        .revoke_token(&arguments.name)?;
    let revoked = Revoked {
        name: &arguments.name,
        outcome: ChangeOutcome::Recorded,
    };
    context.done(&revoked, |revoked| {
        format!("token {} is revoked", printable(revoked.name))
    })
}
