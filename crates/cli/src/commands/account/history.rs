//! `rollbook account history`.

use rollbook_service::{Direction, Page};

use crate::answer::Answer;
use crate::commands::values::{self, AsOf};
use crate::context::Context;
use crate::failure::Failure;
use crate::words;

/// Tell everything that ever happened to an account, oldest first
#[derive(clap::Args)]
pub struct Arguments {
    /// An account id, an email, a username, user_id:… or sis_id:…
    who: String,
    #[command(flatten)]
    moment: AsOf,
    /// How many events to list at once, up to 1000
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = values::page)]
    limit: usize,
    /// Where another page ended
    #[arg(long, value_name = "CURSOR")]
    cursor: Option<String>,
}

pub fn run(arguments: Arguments, context: &Context) -> Result<Answer, Failure> {
    let caller = context.caller()?;
    let ledger = context.open()?;
    let reader = ledger.reader(&caller)?;
    let as_of = arguments.moment.as_of;
    let page = Page {
        direction: Direction::OldestFirst,
        limit: arguments.limit,
        cursor: arguments.cursor,
        count: false,
    };
    let id = reader.find_at(&arguments.who, as_of)?;
    context.done(
        &reader.account_history(id, as_of, &page)?,
        words::event::list,
    )
}
