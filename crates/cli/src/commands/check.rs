//! `rollbook check`: what is wrong with a file, without a ledger.

use std::path::PathBuf;

use rollbook_service::{InputFile, ProfileChoice};

use super::values;
use crate::answer::{Answer, Exit};
use crate::context::Context;
use crate::failure::Failure;
use crate::{input_files, progress, words};

/// Say row by row what is wrong with a file; needs no ledger and opens no network
///
/// The files alone are looked at: whether a person is known is for `rollbook import --plan` to say.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  rollbook check leavers.csv
  rollbook check staff.csv students.csv --profile accounts
  rollbook check leavers.csv --format json | jq '.files[0].counts'

Exit codes: 0 nothing is wrong, 1 rows have errors, 2 a file is empty or not UTF-8 text, or a zip
cannot be unpacked.")]
pub struct Arguments {
    /// CSV files, or a zip of them
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What kind of file it is; auto looks at the header
    #[arg(long, default_value = "auto", value_name = "PROFILE", value_parser = values::profile_choice())]
    profile: ProfileChoice,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    let files = input_files::open(&arguments.files)?;
    let bar = progress::bytes(
        context,
        files.iter().map(|file| file.size).sum(),
        "Checking",
    );
    let files = files.into_iter().map(|file| InputFile {
        name: file.name,
        content: Box::new(file.content),
    });
    let archives = context.settings.limits.of_archives();
    let report =
        rollbook_service::check(arguments.profile, files.collect(), archives, &mut |read| {
            bar.set_position(read);
        });
    bar.finish_and_clear();
    let report = report?;
    let exit = match (report.unreadable(), report.ok) {
        (true, _) => Exit::Usage,
        (false, false) => Exit::Refused,
        (false, true) => Exit::Done,
    };
    context.answer(exit, &report, words::report::sentences)
}
