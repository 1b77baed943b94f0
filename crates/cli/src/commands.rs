//! One command, one file.

pub mod account;
pub mod accounts;
pub mod admin;
pub mod audit;
pub mod backup;
pub mod batch;
pub mod check;
pub mod completions;
pub mod doctor;
pub mod export;
pub mod group;
pub mod import;
pub mod institution;
pub mod log;
pub mod man;
pub mod rebuild;
pub mod replay;
pub mod restore;
pub mod reverse;
pub mod schedule;
pub mod seats;
pub mod serve;
pub mod template;
pub mod token;
pub mod verify;

mod values;

use crate::answer::Answer;
use crate::arguments::Command;
use crate::context::Context;
use crate::failure::Failure;

/// Does what the command line says.
pub fn run(command: Command, context: &Context) -> Result<Answer, Failure> {
    match command {
        Command::Serve(arguments) => serve::run(arguments, context),
        Command::Check(arguments) => check::run(&arguments, context),
        Command::Template(arguments) => template::run(&arguments, context),
        Command::Import(arguments) => import::run(&arguments, context),
        Command::Account(arguments) => account::run(arguments, context),
        Command::Accounts(arguments) => accounts::run(arguments, context),
        Command::Group(arguments) => group::run(arguments, context),
        Command::Institution(arguments) => institution::run(arguments, context),
        Command::Audit(arguments) => audit::run(*arguments, context),
        Command::Batch(arguments) => batch::run(arguments, context),
        Command::Schedule(arguments) => schedule::run(arguments, context),
        Command::Reverse(arguments) => reverse::run(&arguments, context),
        Command::Replay(arguments) => replay::run(&arguments, context),
        Command::Seats(arguments) => seats::run(arguments, context),
        Command::Export(arguments) => export::run(&arguments, context),
        Command::Admin(arguments) => admin::run(arguments, context),
        Command::Token(arguments) => token::run(arguments, context),
        Command::Completions(arguments) => completions::run(&arguments, context),
        Command::Man(arguments) => man::run(&arguments, context),
        Command::Rebuild(arguments) => rebuild::run(&arguments, context),
        Command::Backup(arguments) => backup::run(&arguments, context),
        Command::Restore(arguments) => restore::run(&arguments, context),
        Command::Verify(arguments) => verify::run(&arguments, context),
        Command::Log(arguments) => log::run(arguments, context),
        Command::Doctor(arguments) => doctor::run(&arguments, context),
    }
}
