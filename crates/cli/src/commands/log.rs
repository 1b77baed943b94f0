//! `rollbook log`: the log as strangers check it (R64).

mod checkpoint;
mod consistency;
mod copy;
mod inclusion;
mod key;

use clap::Subcommand;

use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;

/// Print signed checkpoints of the log and proofs about it, show or replace the key that signs them, copy the log elsewhere
///
/// What names anybody in the log is sealed, so a checkpoint or a proof can be given to anybody.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  rollbook log checkpoint > checkpoint.txt            keep it somewhere else
  rollbook verify --checkpoint checkpoint.txt         was anything changed since?
  rollbook log inclusion 1815 > proof.txt             the event at position 1815 stands in the log
  rollbook log key show")]
pub struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Print the signed checkpoint of the log's head: a C2SP signed note
    Checkpoint,
    Inclusion(inclusion::Arguments),
    Consistency(consistency::Arguments),
    Key(key::Arguments),
    Copy(copy::Arguments),
}

pub fn run(arguments: Arguments, context: &Context) -> Result<Answer, Failure> {
    match arguments.verb {
        Verb::Checkpoint => checkpoint::run(context),
        Verb::Inclusion(arguments) => inclusion::run(&arguments, context),
        Verb::Consistency(arguments) => consistency::run(&arguments, context),
        Verb::Key(arguments) => key::run(arguments, context),
        Verb::Copy(arguments) => copy::run(&arguments, context),
    }
}
