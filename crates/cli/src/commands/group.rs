//! `rollbook group`.

mod add;
mod list;
mod membership;

use clap::Subcommand;

use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;

/// Add and list groups, and let accounts join and leave them
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  rollbook group add \"Year 9\" --institution 3
  rollbook group join ada@school.example \"Year 9\"
  rollbook group list --institution 3")]
pub struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    Add(add::Arguments),
    List(list::Arguments),
    /// Put an account into a group of its institution
    Join(membership::Arguments),
    /// Take an account out of a group of its institution
    Leave(membership::Arguments),
}

pub fn run(arguments: Arguments, context: &Context) -> Result<Answer, Failure> {
    match arguments.verb {
        Verb::Add(arguments) => add::run(&arguments, context),
        Verb::List(arguments) => list::run(&arguments, context),
        Verb::Join(arguments) => membership::join(&arguments, context),
        Verb::Leave(arguments) => membership::leave(&arguments, context),
    }
}
