//! `rollbook admin`: people who administer.

mod add;
mod link;
mod list;
mod password;
mod remove;

use clap::Subcommand;

use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;
use crate::sign_in;

/// Add, list and remove the people who administer, and say how they sign in
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  rollbook admin add --email head@school.example --role institution_admin --institution 3
  rollbook admin link --email head@school.example
  rollbook admin link                                  for whoever has the data directory
  rollbook admin password --email head@school.example < password.txt
  rollbook admin remove --email head@school.example --erase
  rollbook admin list")]
pub struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    Add(add::Arguments),
    /// List the people who administer
    List,
    Remove(remove::Arguments),
    Link(link::Arguments),
    Password(password::Arguments),
}

pub fn run(arguments: Arguments, context: &Context) -> Result<Answer, Failure> {
    match arguments.verb {
        Verb::Add(arguments) => add::run(&arguments, context),
        Verb::List => list::run(context),
        Verb::Remove(arguments) => remove::run(&arguments, context),
        Verb::Link(arguments) => link::run(&arguments, context),
        Verb::Password(arguments) => password::run(&arguments, context),
    }
}

/// How to sign in with the secret of a link.
fn sign_in(secret: &str, context: &Context) -> String {
    let link = sign_in::link(&context.settings, context.settings.listen, secret);
    format!(
        "Sign in once, within the hour: {link}\n\
        Where the console has another address, put that before /#sign-in=…"
    )
}
