//! `rollbook account`: one account, by hand.

mod add;
mod certificate;
mod change_status;
mod columns;
mod delete;
mod history;
mod set;
mod show;
mod why;

use clap::Subcommand;

use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;

/// Add, change, show, explain, disable, enable, deactivate, reactivate or delete one account
///
/// An account is named by its account id, email or username, or by `user_id:…` or `sis_id:…`.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  rollbook account add --email ada@school.example --first-name Ada --last-name Byron
  rollbook account set ada@school.example --last-name Lovelace --nickname \"\"
  rollbook account show sis_id:S-1042 --as-of 2026-06-03
  rollbook account history ada@school.example
  rollbook account why ada@school.example
  rollbook account deactivate ada@school.example --reason \"moved to another school\"")]
pub struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    Add(Box<add::Arguments>),
    Set(Box<set::Arguments>),
    Show(show::Arguments),
    History(history::Arguments),
    Why(why::Arguments),
    /// Suspend an account for a time: it cannot log in and frees a seat, and all its data stays in reach
    Disable(change_status::Arguments),
    /// End a suspension: the account can log in again and takes a seat
    Enable(change_status::Arguments),
    /// Close the account of someone who has left: it cannot log in, frees its seat and is hidden; all its data is kept
    Deactivate(change_status::Arguments),
    /// Bring a deactivated account back as it was
    Reactivate(change_status::Arguments),
    /// Destroy an account that should never have been, with everything that is known of the person
    Delete(delete::Arguments),
    Certificate(certificate::Arguments),
}

pub fn run(arguments: Arguments, context: &Context) -> Result<Answer, Failure> {
    match arguments.verb {
        Verb::Add(arguments) => add::run(*arguments, context),
        Verb::Set(arguments) => set::run(*arguments, context),
        Verb::Show(arguments) => show::run(&arguments, context),
        Verb::History(arguments) => history::run(arguments, context),
        Verb::Why(arguments) => why::run(&arguments, context),
        Verb::Disable(arguments) => {
            change_status::run(&change_status::DISABLE, &arguments, context)
        }
        Verb::Enable(arguments) => change_status::run(&change_status::ENABLE, &arguments, context),
        Verb::Deactivate(arguments) => {
            change_status::run(&change_status::DEACTIVATE, &arguments, context)
        }
        Verb::Reactivate(arguments) => {
            change_status::run(&change_status::REACTIVATE, &arguments, context)
        }
        Verb::Delete(arguments) => delete::run(&arguments, context),
        Verb::Certificate(arguments) => certificate::run(&arguments, context),
    }
}
