//! `rollbook admin remove`.

use std::fmt::Write;

use rollbook_service::answers::AdminRemoved;

use crate::answer::Answer;
use crate::ask;
use crate::context::Context;
use crate::failure::Failure;
use crate::words::text::printable;

/// Remove an admin and sign this person out
///
/// What the person did stays recorded under the person's name. With --erase, which also takes
/// somebody who was removed before, that name is destroyed too. Tokens that the person created go on:
/// it prints which.
#[derive(clap::Args)]
pub struct Arguments {
    /// The person's email
    #[arg(long)]
    email: String,
    /// Also destroy the keys of the person's email and of the name in the history, for good
    #[arg(long)]
    erase: bool,
    /// Agree to --erase beforehand
    #[arg(long, requires = "erase")]
    yes: bool,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    let caller = context.caller()?;
    let email = &arguments.email;
    if arguments.erase {
        ask::somebody_agrees(arguments.yes)?;
    }
    let ledger = context.open()?;
    let admin = ledger.domain_admin(&caller)?;
    if arguments.erase && !arguments.yes {
        ask::confirm(&warning(email))?;
    }
    let removed = match arguments.erase {
        true => admin.erase_admin(email)?,
        false => admin.remove_admin(email)?,
    };
    context.done(&removed, told)
}

fn told(removed: &AdminRemoved) -> String {
    let email = printable(&removed.email);
    let mut told = match removed.erased {
        true => {
            format!("{email} is no admin any more, and the history no longer says who that was")
        }
        false => format!("{email} is no admin any more"),
    };
    if removed.tokens.is_empty() {
        return told;
    }
    told.push_str(
        "\nTokens that this person created go on; `rollbook token revoke --name NAME` ends one:",
    );
    for token in &removed.tokens {
        let _ = write!(told, "\n  {} ({})", printable(&token.name), token.role);
    }
    told
}

fn warning(email: &str) -> String {
    format!(
        "{} will be erased: whatever this person did as an admin was done by somebody who was \
         erased. There is no way back.",
        printable(email)
    )
}
