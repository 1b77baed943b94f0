//! `cargo xtask serve`: everything built, and the server started.

use crate::{dist, program, project::Project};
use anyhow::Result;

#[derive(clap::Args)]
pub struct Options {
    /// Fill an empty ledger with a made-up school district
    #[arg(long)]
    demo: bool,
    /// Arguments for `rollbook serve`, after `--`
    #[arg(last = true)]
    arguments: Vec<String>,
}

/// Builds the release binary with the console inside and runs `rollbook serve` until it is stopped.
pub fn run(project: &Project, options: &Options) -> Result<()> {
    let binary = dist::build(project)?;
    let mut command = program::program_in(binary, project.root());
    command.arg("serve");
    if options.demo {
        command.arg("--demo");
    }
    command.args(&options.arguments);
    become_program(command)
}

/// The server takes this process's place, so that signals such as Ctrl-C reach it alone.
#[cfg(unix)]
fn become_program(mut command: std::process::Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(anyhow::Error::new(command.exec()).context("`rollbook serve` could not be started"))
}

#[cfg(not(unix))]
fn become_program(mut command: std::process::Command) -> Result<()> {
    program::run(&mut command)
}
