//! `rollbook batch list`.

use super::show::subject;
use crate::answer::Answer;
use crate::commands::values;
use crate::context::Context;
use crate::failure::Failure;
use crate::table::Table;
use crate::words::account::next_page;
use crate::words::text::{number, time};

/// List batches, the newest first
#[derive(clap::Args)]
pub struct Arguments {
    /// How many to list at once, up to 1000
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = values::page)]
    limit: usize,
    /// Where the page before ended
    #[arg(long, value_name = "CURSOR")]
    cursor: Option<String>,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Answer, Failure> {
    let caller = context.caller()?;
    let ledger = context.open()?;
    let list = ledger
        .reader(&caller)?
        .batches(arguments.limit, arguments.cursor.as_deref())?;
    context.done(&list, |list| {
        if list.batches.is_empty() {
            return "there is no batch yet: imports, reversals and replays make them".to_owned();
        }
        let mut table = Table::new(&[
            "at", "by", "kind", "profile", "action", "of", ">events", "reason", "batch",
        ]);
        for batch in &list.batches {
            table.row([
                Some(time(&batch.at)),
                batch.actor.clone(),
                Some(batch.kind.clone()),
                batch.profile.clone(),
                batch.action.clone(),
                subject(batch),
                Some(number(batch.events)),
                batch.reason.clone(),
                Some(batch.batch_id.clone()),
            ]);
        }
        table.render("") + &next_page(list.next.as_deref())
    })
}
