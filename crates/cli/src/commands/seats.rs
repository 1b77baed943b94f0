//! `rollbook seats`.

mod history;
mod set;
mod show;

use clap::Subcommand;

use super::values::AsOf;
use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;

/// Show seats in use and their limits, now or over time, or set a limit
///
/// A seat is in use by every active account.
#[derive(clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
Examples:
  rollbook seats
  rollbook seats --as-of 2026-06-03
  rollbook seats --history --institution 3 --since 2026-01-01
  rollbook seats set 3 1200
  rollbook seats set domain unlimited"
)]
pub struct Arguments {
    #[command(subcommand)]
    verb: Option<Verb>,
    #[command(flatten)]
    moment: AsOf,
    #[command(flatten)]
    history: history::HistoryArguments,
}

#[derive(Subcommand)]
enum Verb {
    Set(set::Arguments),
}

pub fn run(arguments: Arguments, context: &Context) -> Result<Answer, Failure> {
    match arguments.verb {
        Some(Verb::Set(arguments)) => set::run(&arguments, context),
        None if arguments.history.history => history::run(arguments.history, context),
        None => show::run(arguments.moment.as_of, context),
    }
}
