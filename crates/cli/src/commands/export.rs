//! `rollbook export`: files of everyone (R36).

mod out_file;

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use rollbook_service::{Auditor, Error, UsersVersion};
use serde::Serialize;

use crate::answer::{self, Answer};
use crate::commands::values::AsOf;
use crate::context::Context;
use crate::failure::Failure;
use crate::progress;
use crate::words::text::count;
use out_file::OutFile;

/// Write everyone to a CSV file
///
/// users-v1 and users-v2 are users.csv as a student information system writes it, with the column enabled or blocked: the
/// accounts under import control that are active or disabled. Read back as a full import, they change nothing. accounts has
/// everyone, in the columns of profile accounts. With --as-of, the accounts that exist now, as they were then. Values stand as they are, for machines: spreadsheets may run some as formulas.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  rollbook export users-v2 --out users.csv
  rollbook export users-v2 --as-of 2026-06-03 --out users-in-june.csv
  rollbook export accounts | gzip > everyone.csv.gz")]
pub struct Arguments {
    #[arg(value_enum, value_name = "WHAT")]
    what: What,
    /// Deactivated accounts too; read back as a full import they would come back
    #[arg(long)]
    include_deactivated: bool,
    #[command(flatten)]
    moment: AsOf,
    /// The file to write, whole or not at all; only you may read it. Without it: stdout
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum What {
    UsersV1,
    UsersV2,
    /// Everyone, deactivated accounts included
    Accounts,
}

#[derive(Serialize)]
struct Exported<'a> {
    file: &'a Path,
    rows: u64,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    if arguments.out.is_none() && context.is_json() {
        return Err(Failure::usage(
            "out-needed",
            "with --format json stdout has one JSON object: name the export's file with --out FILE",
        ));
    }
    let caller = context.caller()?;
    let ledger = context.open()?;
    let auditor = ledger.auditor(&caller)?;
    let Some(path) = &arguments.out else {
        return answer::stream(|out| write(&auditor, arguments, out));
    };
    let mut file = OutFile::create(path)?;
    let spinner = progress::spinner(context, "Exporting");
    let written = write(&auditor, arguments, file.writer());
    spinner.finish_and_clear();
    let rows = written.map_err(|error| match error {
        Error::Output(error) => out_file::unwritable(path, &error.to_string()),
        other => other.into(),
    })?;
    file.keep()?;
    context.done(&Exported { file: path, rows }, |exported| {
        format!(
            "{} written to {}",
            count(rows, "account"),
            exported.file.display()
        )
    })
}

fn write(auditor: &Auditor<'_>, arguments: &Arguments, out: &mut impl Write) -> Result<u64, Error> {
    let as_of = arguments.moment.as_of;
    let version = match arguments.what {
        What::Accounts => return auditor.export_accounts(as_of, out),
        What::UsersV1 => UsersVersion::V1,
        What::UsersV2 => UsersVersion::V2,
    };
    auditor.export_users(version, arguments.include_deactivated, as_of, out)
}
