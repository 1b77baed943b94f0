//! `rollbook token`: bearer tokens for machines.

mod create;
mod list;
mod revoke;

use clap::Subcommand;

use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;

/// Create, list and revoke bearer tokens, with which programs use the HTTP API
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  TOKEN=$(rollbook token create --name nightly --role domain_admin)
  rollbook token create --name door --role gate --expires 2027-07-31
  rollbook token revoke --name nightly")]
pub struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    Create(create::Arguments),
    /// List tokens, without their secrets
    List,
    Revoke(revoke::Arguments),
}

pub fn run(arguments: Arguments, context: &Context) -> Result<Answer, Failure> {
    match arguments.verb {
        Verb::Create(arguments) => create::run(&arguments, context),
        Verb::List => list::run(context),
        Verb::Revoke(arguments) => revoke::run(&arguments, context),
    }
}
