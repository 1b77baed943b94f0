//! `rollbook batch`: what imports, reversals and replays recorded.

mod list;
mod show;

use clap::Subcommand;

use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;

/// List and show batches: everything that one import, reversal or replay recorded
#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    List(list::Arguments),
    Show(show::Arguments),
}

pub fn run(arguments: Arguments, context: &Context) -> Result<Answer, Failure> {
    match arguments.verb {
        Verb::List(arguments) => list::run(&arguments, context),
        Verb::Show(arguments) => show::run(&arguments, context),
    }
}
