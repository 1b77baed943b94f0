//! The binary `rollbook`: reads the command line, calls the use cases of the service, and puts
//! their answers into words or JSON. It holds no rule of its own.

mod answer;
mod arguments;
mod ask;
mod commands;
mod context;
mod failure;
mod input_files;
mod logging;
mod progress;
#[cfg(test)]
mod reference;
mod settings;
mod shared_ledger;
mod sign_in;
mod stderr;
mod table;
mod words;

use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::Parser;

use answer::Answer;
use arguments::{Arguments, Format};
use context::Context;
use failure::Failure;

fn main() -> ExitCode {
    let words: Vec<OsString> = std::env::args_os().collect();
    let format = Format::asked_for(&words);
    // A panic is a fault of ours, and a script still has to be told in the form that it asked for.
    let outcome = catch_unwind(AssertUnwindSafe(|| run(words, format))).unwrap_or_else(|_| {
        Err(Failure::fault(
            "the program stopped in the middle of its work",
        ))
    });
    let answer = outcome.unwrap_or_else(|failure| failure.into_answer(format));
    answer.print()
}

fn run(words: Vec<OsString>, format: Format) -> Result<Answer, Failure> {
    let arguments = match Arguments::try_parse_from(words) {
        Ok(arguments) => arguments,
        Err(error) => return arguments::explain(&error, format),
    };
    let context = Context::new(arguments.globals)?;
    logging::start(&arguments.command);
    commands::run(arguments.command, &context)
}
