//! The command line as a whole.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::error::ErrorKind;
use clap::{Args, Parser, Subcommand, ValueEnum};
use serde_json::json;

use crate::answer::{Answer, Exit};
use crate::commands::{
    account, accounts, admin, audit, backup, batch, check, completions, doctor, export, group,
    import, institution, log, man, rebuild, replay, restore, reverse, schedule, seats, serve,
    template, token, verify,
};
use crate::failure::Failure;

/// Keeps the roll: who may use a learning system, who no longer may, and everything that ever changed about it
#[derive(Parser)]
#[command(
    name = "rollbook",
    bin_name = "rollbook",
    version,
    arg_required_else_help = true,
    subcommand_required = true,
    disable_help_subcommand = true,
    max_term_width = 100,
    after_help = "\
Examples:
  rollbook check leavers.csv                  what is wrong with a file; needs no ledger
  rollbook import leavers.csv --plan          what importing it would do; changes nothing
  rollbook import leavers.csv --reason \"left at the end of term\"
  rollbook account show ada@school.example
  rollbook serve --demo                       a console to try, with 20,000 people who do not exist

Exit codes:
  0  done, or nothing to do
  1  done, but a rule refused rows or the command; for check: rows have errors
  2  wrong usage, unreadable input, or nobody to ask and no --yes
  3  stopped by a guard, a seat limit or a changed plan; nothing was recorded
  4  not permitted, or not found
  5  a fault of Rollbook or of its store"
)]
pub struct Arguments {
    #[command(flatten)]
    pub globals: Globals,
    #[command(subcommand)]
    pub command: Command,
}

/// What every command takes.
#[derive(Args)]
#[command(next_help_heading = "Options of every command")]
pub struct Globals {
    /// The ledger's directory [default: ./rollbook-data]
    #[arg(
        long,
        global = true,
        env = "ROLLBOOK_DATA",
        hide_env_values = true,
        value_name = "DIR"
    )]
    pub data: Option<PathBuf>,
    /// The log that several nodes share, postgres://… or kurrentdb://…; without it the ledger is on this
    /// machine alone
    #[arg(
        long,
        global = true,
        env = "ROLLBOOK_LOG",
        hide_env_values = true,
        value_name = "URL"
    )]
    pub log: Option<String>,
    /// The keyring that they share, postgres://…; goes with --log
    #[arg(
        long,
        global = true,
        env = "ROLLBOOK_KEYS",
        hide_env_values = true,
        value_name = "URL"
    )]
    pub keys: Option<String>,
    /// How to answer: in words, or as one JSON object whatever the exit code
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t,
        value_name = "FORMAT"
    )]
    pub format: Format,
    /// Settings in TOML: docs/operating/settings.md has every key
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// In whose name to act [default: your name on this machine]
    #[arg(long, global = true, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub actor: Option<String>,
    /// Show no progress
    #[arg(long, global = true)]
    pub quiet: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub enum Format {
    #[default]
    Human,
    Json,
}

impl Format {
    /// What a command line asks for, found without understanding the rest of it: also a wrong one
    /// is answered in the form that it asked for.
    pub fn asked_for(words: &[OsString]) -> Format {
        let mut format = Format::Human;
        let mut words = words.iter().skip(1).take_while(|word| *word != "--");
        while let Some(word) = words.next() {
            let value = match word.to_str() {
                Some("--format") => words.next().and_then(|value| value.to_str()),
                Some(word) => word.strip_prefix("--format="),
                None => None,
            };
            format = match value {
                Some("json") => Format::Json,
                Some(_) => Format::Human,
                None => format,
            };
        }
        format
    }
}

#[derive(Subcommand)]
pub enum Command {
    Serve(serve::Arguments),
    Check(check::Arguments),
    Template(template::Arguments),
    Import(import::Arguments),
    Account(account::Arguments),
    Accounts(accounts::Arguments),
    Group(group::Arguments),
    Institution(institution::Arguments),
    Audit(Box<audit::Arguments>),
    Batch(batch::Arguments),
    Reverse(reverse::Arguments),
    Replay(replay::Arguments),
    Schedule(schedule::Arguments),
    Seats(seats::Arguments),
    Export(export::Arguments),
    Admin(admin::Arguments),
    Token(token::Arguments),
    Rebuild(rebuild::Arguments),
    Backup(backup::Arguments),
    Restore(restore::Arguments),
    Verify(verify::Arguments),
    Log(log::Arguments),
    Doctor(doctor::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
}

/// Turns what clap says instead of arguments into an answer: help and version are asked for,
/// everything else is wrong usage.
pub fn explain(error: &clap::Error, format: Format) -> Result<Answer, Failure> {
    let asked_for = match error.kind() {
        ErrorKind::DisplayHelp => Some("help"),
        ErrorKind::DisplayVersion => Some("version"),
        _ => None,
    };
    match (asked_for, format) {
        (Some(name), Format::Json) => {
            let text = error.render().to_string();
            Ok(Answer::new(
                Exit::Done,
                json!({ name: text.trim_end() }).to_string(),
            ))
        }
        (Some(_), Format::Human) => {
            // clap knows whether stdout takes colours.
            let _ = error.print();
            Ok(Answer::new(Exit::Done, String::new()))
        }
        (None, Format::Json) => {
            let text = error.render().to_string();
            Err(Failure::usage(
                "usage",
                text.trim_start_matches("error: ").trim_end(),
            ))
        }
        (None, Format::Human) => {
            let _ = error.print();
            Ok(Answer::new(Exit::Usage, String::new()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn the_format_is_found_in_a_command_line_that_is_wrong() {
        let asked = |line: &str| {
            let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            Format::asked_for(&words)
        };
        assert_eq!(asked("rollbook nonsense --format json"), Format::Json);
        assert_eq!(asked("rollbook --format=json"), Format::Json);
        assert_eq!(asked("rollbook check --format"), Format::Human);
        assert_eq!(
            asked("rollbook --format json --format human"),
            Format::Human
        );
        assert_eq!(asked("rollbook check -- --format json"), Format::Human);
    }
}
