//! `rollbook seats --history` (R47).

use rollbook_service::answers::SeatHistory;
use rollbook_service::{Moment, SeatQuery, SeatScope};

use crate::answer::Answer;
use crate::commands::values;
use crate::context::Context;
use crate::failure::Failure;
use crate::table::Table;
use crate::words::account::next_page;
use crate::words::text::{number, time};

/// Which steps to list.
#[derive(clap::Args)]
pub struct HistoryArguments {
    /// Seats over time: a line for each command or batch that changed how many are in use
    #[arg(long, conflicts_with = "as_of")]
    pub history: bool,
    /// With --history: of one institution, by its ID, or of the whole domain [default: of every institution]
    #[arg(long, value_name = "I|domain", requires = "history", value_parser = values::scope)]
    institution: Option<SeatScope>,
    /// With --history: from this time or position on, or behind this date
    #[arg(long, value_name = "T", requires = "history")]
    since: Option<Moment>,
    /// With --history: up to this time or position, or to the end of this date
    #[arg(long, value_name = "T", requires = "history")]
    until: Option<Moment>,
    /// With --history: how many steps to list at once, up to 1000
    #[arg(long, value_name = "N", requires = "history", default_value_t = 1000, value_parser = values::page)]
    limit: usize,
    /// With --history: where the page before ended
    #[arg(long, value_name = "CURSOR", requires = "history")]
    cursor: Option<String>,
}

pub fn run(arguments: HistoryArguments, context: &Context) -> Result<Answer, Failure> {
    let query = SeatQuery {
        scope: arguments.institution,
        since: arguments.since,
        until: arguments.until,
        limit: arguments.limit,
        cursor: arguments.cursor,
    };
    let caller = context.caller()?;
    let ledger = context.open()?;
    let history = ledger.reader(&caller)?.seat_history(&query)?;
    context.done(&history, words)
}

fn words(history: &SeatHistory) -> String {
    if history.steps.is_empty() {
        return "nothing changed how many seats are in use".to_owned();
    }
    let mut table = Table::new(&["at", ">institution", ">in use", ">events", "batch"]);
    for step in &history.steps {
        let institution = step.institution.map(|institution| institution.to_string());
        table.row([
            Some(time(&step.at)),
            Some(institution.unwrap_or_else(|| "domain".to_owned())),
            Some(number(step.in_use)),
            Some(events(step.first_position, step.position)),
            step.batch.clone(),
        ]);
    }
    table.render("") + &next_page(history.next.as_deref())
}

/// Where the events stand that a step sums up.
fn events(first: u64, last: u64) -> String {
    match first == last {
        true => last.to_string(),
        false => format!("{first}–{last}"),
    }
}
