//! `rollbook audit`: searches the log.

use rollbook_service::{EventFormat, EventSearch, Moment, Page, Query};

use super::values::{self, Order};
use crate::answer::{self, Answer};
use crate::context::Context;
use crate::failure::Failure;
use crate::words;

/// Search everything that ever happened, newest first
///
/// A query has terms: type, actor, institution, batch, account, channel and position with a colon and a value; other text is
/// looked for in the reasons that people gave. Terms of one key are alternatives, terms of different keys must all hold, and
/// a - before a key excludes. A value with blanks stands in quotes; put the whole query in quotes of the shell.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  rollbook audit 'type:deactivated actor:amy'
  rollbook audit 'account:ada@school.example -channel:import'
  rollbook audit 'type:deactivated \"end of year\"' --since 2026-06-01T00:00:00Z --csv > ended.csv
  rollbook audit --since 120 --until 180 --order asc

A type is named as in AccountDeactivated, or short, as in deactivated. An account is named as everywhere, also by what it was \
called once. An actor is named in full; case does not matter.")]
pub struct Arguments {
    /// Which events; without it, all
    #[arg(value_name = "QUERY", allow_hyphen_values = true)]
    query: Option<String>,
    /// From an RFC 3339 time or a position in the log on, or behind a date
    #[arg(long, value_name = "T")]
    since: Option<Moment>,
    /// Up to an RFC 3339 time, the end of a date (UTC) or a position in the log
    #[arg(long, value_name = "T")]
    until: Option<Moment>,
    /// In which order
    #[arg(long, value_enum, default_value_t, value_name = "ORDER")]
    order: Order,
    /// How many to list at once, up to 1000 [default: 100; with --csv and --ndjson: all]
    #[arg(long, value_name = "N", value_parser = values::page)]
    limit: Option<usize>,
    /// Where another page ended
    #[arg(long, value_name = "CURSOR")]
    cursor: Option<String>,
    /// Tell how many events there are on all pages
    #[arg(long)]
    count: bool,
    /// Write a CSV for a spreadsheet to stdout
    #[arg(long, conflicts_with_all = ["ndjson", "cursor", "count"])]
    csv: bool,
    /// Write one JSON object a line to stdout
    #[arg(long, conflicts_with_all = ["cursor", "count"])]
    ndjson: bool,
}

pub fn run(arguments: Arguments, context: &Context) -> Result<Answer, Failure> {
    let format = match (arguments.csv, arguments.ndjson) {
        (true, _) => Some(EventFormat::Csv),
        (_, true) => Some(EventFormat::Ndjson),
        (false, false) => None,
    };
    if format.is_some() && context.is_json() {
        return Err(Failure::usage(
            "format-twice",
            "with --format json stdout has one JSON object: leave --format out, or --csv and --ndjson",
        ));
    }
    let query: Option<Query> = arguments.query.as_deref().map(str::parse).transpose()?;
    let search = EventSearch {
        query: query.unwrap_or_default(),
        since: arguments.since,
        until: arguments.until,
    };
    let direction = arguments.order.direction();
    let caller = context.caller()?;
    let ledger = context.open()?;
    let reader = ledger.reader(&caller)?;
    if let Some(format) = format {
        let limit = arguments.limit.map(|limit| limit as u64);
        return answer::stream(|out| reader.write_events(&search, direction, limit, format, out));
    }
    let page = Page {
        direction,
        limit: arguments.limit.unwrap_or(Page::default().limit),
        cursor: arguments.cursor,
        count: arguments.count,
    };
    context.done(&reader.events(&search, &page)?, words::event::list)
}
