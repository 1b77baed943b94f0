//! `rollbook admin link`.

use super::sign_in;
use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;
use crate::words::text::printable;

/// Make a new link that signs an admin in once, within the hour
#[derive(clap::Args)]
pub struct Arguments {
    /// The person's email
    #[arg(long)]
    email: String,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    let caller = context.caller()?;
    let ledger = context.open()?;
    let link = ledger.domain_admin(&caller)?.admin_link(&arguments.email)?;
    context.done(&link, |link| {
        format!("{} is {}", printable(&link.admin.email), link.admin.role) + &sign_in(link)
    })
}
