//! `rollbook seats`.

mod set;
mod show;

use clap::Subcommand;

use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;

/// Show seats in use and their limits, or set a limit
///
/// A seat is in use by every active account.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  rollbook seats
  rollbook seats set 3 1200
  rollbook seats set domain unlimited")]
pub struct Arguments {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Subcommand)]
enum Verb {
    Set(set::Arguments),
}

pub fn run(arguments: Arguments, context: &Context) -> Result<Answer, Failure> {
    match arguments.verb {
        None => show::run(context),
        Some(Verb::Set(arguments)) => set::run(&arguments, context),
    }
}
