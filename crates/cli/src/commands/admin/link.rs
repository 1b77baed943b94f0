//! `rollbook admin link`.

use serde::Serialize;

use super::sign_in;
use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;
use crate::words::text::printable;

/// Make a new link that signs in once, within the hour
///
/// Of an admin it is recorded that one was made. Without an email it signs in whoever has the data directory, as a domain admin, under the name
/// of --actor.
#[derive(clap::Args)]
pub struct Arguments {
    /// The email of the admin who is to sign in
    #[arg(long)]
    email: Option<String>,
}

/// A link for whoever has the data directory.
#[derive(Serialize)]
struct MachineLink {
    sign_in_secret: String,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    let caller = context.caller()?;
    let ledger = context.open()?;
    let Some(email) = &arguments.email else {
        let link = MachineLink {
            sign_in_secret: ledger.machine_link(&caller)?,
        };
        return context.done(&link, |link| sign_in(&link.sign_in_secret, context));
    };
    let link = ledger.domain_admin(&caller)?.admin_link(email)?;
    context.done(&link, |link| {
        let who = format!("{} is {}", printable(&link.admin.email), link.admin.role);
        match &link.sign_in_secret {
            Some(secret) => format!("{who}\n{}", sign_in(secret, context)),
            None => who,
        }
    })
}
