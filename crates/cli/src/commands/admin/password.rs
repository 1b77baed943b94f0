//! `rollbook admin password`.

use std::io::{self, BufRead, IsTerminal, Read};

use rollbook_service::answers::ChangeOutcome;
use serde::Serialize;
use zeroize::Zeroizing;

use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;
use crate::words::text::printable;

/// Longer lines are no passwords.
const LONGEST_LINE: u64 = 4096;

/// Set an admin's password and sign this person out everywhere
///
/// It is typed at the terminal, which does not show it, or is the first line of the standard input.
/// A lock-out, which wrong passwords have brought about, ends with it.
#[derive(clap::Args)]
pub struct Arguments {
    /// The person's email
    #[arg(long)]
    email: String,
    /// Take the password away: this person signs in by links only
    #[arg(long)]
    remove: bool,
}

#[derive(Serialize)]
struct PasswordSet<'a> {
    email: &'a str,
    has_password: bool,
    outcome: ChangeOutcome,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    let caller = context.caller()?;
    let ledger = context.open()?;
    let admin = ledger.domain_admin(&caller)?;
    let password = match arguments.remove {
        true => None,
        false => Some(ask()?),
    };
    let new = password.as_ref().map(|password| password.as_str());
    admin.set_password_of(&arguments.email, new)?;
    let set = PasswordSet {
        email: &arguments.email,
        has_password: new.is_some(),
        outcome: ChangeOutcome::Recorded,
    };
    context.done(&set, |set| {
        let email = printable(set.email);
        match set.has_password {
            true => format!("{email} has a new password, and is signed out everywhere"),
            false => format!("{email} has no password any more, and is signed out everywhere"),
        }
    })
}

fn ask() -> Result<Zeroizing<String>, Failure> {
    let unread = |error: io::Error| {
        Failure::usage(
            "password-unread",
            format!("no password can be read: {error}"),
        )
    };
    if !io::stdin().is_terminal() {
        return first_line().map_err(unread);
    }
    let ask = |prompt| rpassword::prompt_password(prompt).map(Zeroizing::new);
    let password = ask("New password: ").map_err(unread)?;
    match ask("Once more: ").map_err(unread)? == password {
        true => Ok(password),
        false => Err(Failure::usage(
            "passwords-differ",
            "the two passwords differ, so nothing was changed",
        )),
    }
}

fn first_line() -> io::Result<Zeroizing<String>> {
    let mut line = Zeroizing::new(String::new());
    io::stdin().lock().take(LONGEST_LINE).read_line(&mut line)?;
    let end = line.trim_end_matches(['\r', '\n']).len();
    line.truncate(end);
    Ok(line)
}
