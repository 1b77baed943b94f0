//! `rollbook institution`.

mod add;
mod list;

use clap::Subcommand;

use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;

/// Add and list institutions: schools or customers
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  rollbook institution add --name \"North High\" --seats 1200
  rollbook institution list")]
pub struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    Add(add::Arguments),
    /// List institutions and their seats
    List,
}

pub fn run(arguments: Arguments, context: &Context) -> Result<Answer, Failure> {
    match arguments.verb {
        Verb::Add(arguments) => add::run(&arguments, context),
        Verb::List => list::run(context),
    }
}
