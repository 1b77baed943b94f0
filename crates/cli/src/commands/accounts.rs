//! `rollbook accounts`: the list.

use rollbook_service::{AccountQuery, InstitutionId, Status};

use super::values::{self, AsOf};
use crate::answer::Answer;
use crate::context::Context;
use crate::failure::Failure;
use crate::words;

/// List accounts, the active ones unless told otherwise
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  rollbook accounts --search byron
  rollbook accounts --status disabled deactivated --institution 3
  rollbook accounts --as-of 2026-06-03")]
pub struct Arguments {
    /// Which statuses to list [default: active]
    #[arg(long, num_args = 1.., value_delimiter = ',', value_name = "STATUS", value_parser = values::status())]
    status: Vec<Status>,
    /// Only of the institution with this ID
    #[arg(long, value_name = "I", value_parser = values::institution)]
    institution: Option<InstitutionId>,
    /// Part of a name, an email, a username or an id
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    #[command(flatten)]
    moment: AsOf,
    /// How many to list at once, up to 1000
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = values::page)]
    limit: usize,
    /// Where the page before ended
    #[arg(long, value_name = "CURSOR")]
    cursor: Option<String>,
}

pub fn run(arguments: Arguments, context: &Context) -> Result<Answer, Failure> {
    let query = AccountQuery {
        statuses: arguments.status,
        institution: arguments.institution,
        search: arguments.search,
        as_of: arguments.moment.as_of,
        limit: arguments.limit,
        cursor: arguments.cursor,
        ..AccountQuery::default()
    };
    let caller = context.caller()?;
    let ledger = context.open()?;
    let list = ledger.reader(&caller)?.accounts(&query)?;
    context.done(&list, words::account::list)
}
