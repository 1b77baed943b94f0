//! `rollbook completions`.

use clap::CommandFactory;
use clap_complete::Shell;
use serde::Serialize;

use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;

/// Print a script by which a shell completes rollbook's commands
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  rollbook completions bash > ~/.local/share/bash-completion/completions/rollbook
  rollbook completions fish > ~/.config/fish/completions/rollbook.fish")]
pub struct Arguments {
    #[arg(value_enum)]
    shell: Shell,
}

#[derive(Serialize)]
struct Completions {
    shell: String,
    script: String,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(
        arguments.shell,
        &mut crate::arguments::Arguments::command(),
        "rollbook",
        &mut script,
    );
    let completions = Completions {
        shell: arguments.shell.to_string(),
        script: String::from_utf8_lossy(&script).into_owned(),
    };
    context.done(&completions, |completions| completions.script.clone())
}
