//! `rollbook schedule`: what is to happen on a day to come.

mod add;
mod cancel;
mod list;
mod run;

use clap::Subcommand;

use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;

/// Disable or deactivate on a day to come, and give it back on another: schedule, list, cancel, run
///
/// What is scheduled runs while `rollbook serve` does, within a second of its time; whatever was
/// missed runs at the next start. Without a server, have `rollbook schedule run` called regularly.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  rollbook schedule add disable --from 2026-07-01 --until 2026-09-01 --file students.csv
  rollbook schedule add deactivate --from 2026-06-30T16:00:00Z ada@school.example
  rollbook schedule list
  rollbook schedule cancel 01920000-0000-7000-8000-000000000000")]
pub struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    Add(add::Arguments),
    List(list::Arguments),
    Cancel(cancel::Arguments),
    /// Run every step that is due, once, in the order in which they are due
    ///
    /// For a timer where no server runs; beside a server it does no harm.
    Run,
}

pub fn run(arguments: Arguments, context: &Context) -> Result<Answer, Failure> {
    match arguments.verb {
        Verb::Add(arguments) => add::run(&arguments, context),
        Verb::List(arguments) => list::run(arguments, context),
        Verb::Cancel(arguments) => cancel::run(&arguments, context),
        Verb::Run => run::run(context),
    }
}
