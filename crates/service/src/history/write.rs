//! Everything that a search finds, written while the log is read.

use std::borrow::Cow;
use std::io::Write;

use chrono::SecondsFormat;
use rollbook_book::Direction;
use rollbook_records::Record;

use super::audit::EventSearch;
use super::find::Finder;
use crate::exports::table::Table;
use crate::{Error, Reader, answers};

/// How events are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EventFormat {
    /// For spreadsheets: cells that would be run as formulas get a `'` in front.
    Csv,
    /// One JSON object a line.
    Ndjson,
}

/// The columns of a CSV; `data` is JSON.
const HEADER: [&str; 16] = [
    "position",
    "at",
    "type",
    "actor",
    "channel",
    "reason",
    "batch",
    "account_id",
    "account_name",
    "institution",
    "institution_name",
    "file",
    "row",
    "sentence",
    "data",
    "id",
];

impl Reader<'_> {
    /// Writes every event that exists for the caller (R16) and fits, or the first few, and tells how
    /// many. One consistent moment; memory does not grow with their number.
    ///
    /// # Errors
    /// [`Error::Output`] where `out` takes no more, and as [`Reader::events`].
    pub fn write_events(
        &self,
        search: &EventSearch,
        direction: Direction,
        limit: Option<u64>,
        format: EventFormat,
        out: &mut impl Write,
    ) -> Result<u64, Error> {
        self.ledger.read_once(|reads| {
            let between = self.between(reads, search.since, search.until)?;
            let mut finder = Finder::new(*self, reads, &search.query, between)?;
            let mut lines = Lines::begin(format, out)?;
            let mut written = 0;
            if limit != Some(0) {
                finder.each(direction, None, &mut |renderer, position, bytes| {
                    lines.add(&renderer.render(position, &Record::decode(bytes)?)?)?;
                    written += 1;
                    Ok(limit.is_none_or(|limit| written < limit))
                })?;
            }
            lines.finish()?;
            Ok(written)
        })
    }
}

enum Lines<W: Write> {
    Csv(Box<Table<W>>),
    Ndjson(W),
}

impl<W: Write> Lines<W> {
    fn begin(format: EventFormat, out: W) -> Result<Lines<W>, Error> {
        Ok(match format {
            EventFormat::Csv => Lines::Csv(Box::new(Table::begin(out, &HEADER)?)),
            EventFormat::Ndjson => Lines::Ndjson(out),
        })
    }

    fn add(&mut self, event: &answers::Event) -> Result<(), Error> {
        match self {
            Lines::Csv(table) => {
                let cells = cells(event)?;
                table.row(cells.iter().map(AsRef::as_ref))
            }
            Lines::Ndjson(out) => {
                let mut line = serde_json::to_vec(event).map_err(unwritable)?;
                line.push(b'\n');
                out.write_all(&line).map_err(Error::Output)
            }
        }
    }

    fn finish(self) -> Result<(), Error> {
        match self {
            Lines::Csv(table) => table.finish().map(drop),
            Lines::Ndjson(mut out) => out.flush().map_err(Error::Output),
        }
    }
}

/// The cells of an event under the header.
fn cells(event: &answers::Event) -> Result<[Cow<'_, str>; 16], Error> {
    // Whatever a person has typed may begin a formula.
    let text = |text: &'_ Option<String>| guarded(text.as_deref().unwrap_or_default()).into_owned();
    let number = |number: Option<u64>| number.map(|number| number.to_string()).unwrap_or_default();
    let source = event.source.as_ref();
    Ok([
        number(Some(event.position)).into(),
        event.at.to_rfc3339_opts(SecondsFormat::Millis, true).into(),
        event.kind.as_str().into(),
        text(&event.actor).into(),
        event.channel.as_str().into(),
        text(&event.reason).into(),
        text(&event.batch).into(),
        text(&event.account_id).into(),
        text(&event.account_name).into(),
        number(event.institution).into(),
        text(&event.institution_name).into(),
        guarded(source.map_or("", |source| &source.file)),
        number(source.and_then(|source| source.row).map(u64::from)).into(),
        guarded(&event.sentence),
        serde_json::to_string(&event.data)
            .map_err(unwritable)?
            .into(),
        event.id.as_str().into(),
    ])
}

/// The text, safe to be opened in a spreadsheet.
fn guarded(text: &str) -> Cow<'_, str> {
    let first = text.bytes().next();
    match first.is_some_and(rollbook_rows::begins_formula) {
        true => Cow::Owned(format!("'{text}")),
        false => Cow::Borrowed(text),
    }
}

fn unwritable(error: serde_json::Error) -> Error {
    Error::Output(error.into())
}
