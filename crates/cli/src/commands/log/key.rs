//! `rollbook log key`.

mod rotate;
mod show;

use clap::Subcommand;
use rollbook_service::answers::SigningKeys;

use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;
use crate::words::text::number;

/// Show the key that signs checkpoints, or replace it
#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Print the public key, for whoever checks the log, and those before it
    Show,
    Rotate(rotate::Arguments),
}

pub fn run(arguments: Arguments, context: &Context) -> Result<Answer, Failure> {
    match arguments.verb {
        Verb::Show => show::run(context),
        Verb::Rotate(arguments) => rotate::run(&arguments, context),
    }
}

fn words(keys: &SigningKeys) -> String {
    let Some((now, before)) = keys.keys.split_first() else {
        return "the log has not been signed yet: the first command that records something signs it"
            .to_owned();
    };
    let mut text = format!("{}\nsigns since position {}", now.key, number(now.position));
    for key in before {
        text += &format!(
            "\nbefore it, since position {}: {}",
            number(key.position),
            key.key
        );
    }
    text
}
