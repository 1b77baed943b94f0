//! Changes cells of a file and leaves every other byte as it is.

use super::{texts, write_record};
use crate::header::normal;
use crate::order::{sort_by, sort_rows};
use crate::record::{Record, RecordFault};
use crate::table::{Event, MAX_RECORD_BYTES, TableReader};

/// A new value for one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// As a spreadsheet counts, the header being row 1.
    pub row: u32,
    /// Which cell of the row.
    pub column: EditedColumn,
    /// The cell's new text.
    pub value: String,
}

/// A column by its place or by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditedColumn {
    /// Counted from 0. Beyond the end of a row, blank cells are added.
    Index(usize),
    /// As in the header, without regard to case, spaces and hyphens; a name that is not there changes nothing.
    Name(String),
}

/// Writes a file anew with some cells changed and some rows left out.
///
/// Of a row left out an empty line stays, so that the rows after it keep their numbers, and a row of a plan or a batch
/// is the same row in the file that the person has.
///
/// All other bytes pass through as they are: rows with a stray quotation mark are not repaired by the way, and
/// without edits the output is the input.
pub struct Mender {
    reader: TableReader,
    changes: Changes,
    /// Input that is not written yet.
    held: Vec<u8>,
    /// Where `held` begins in the file.
    held_from: u64,
    delimiter: u8,
    header: Vec<String>,
}

struct Changes {
    /// Ascending by row.
    edits: Vec<Edit>,
    /// Ascending.
    without: Vec<u32>,
}

/// Where a changed record stood, and what takes its place.
struct Change {
    start: u64,
    end: u64,
    written: Vec<u8>,
}

impl Mender {
    /// Will make these edits and leave these rows out. Of two edits of one cell the later counts.
    pub fn new(
        edits: impl IntoIterator<Item = Edit>,
        without: impl IntoIterator<Item = u32>,
    ) -> Mender {
        Mender {
            reader: TableReader::new(),
            changes: Changes {
                edits: sort_by(edits.into_iter().collect(), |edit| u128::from(edit.row)),
                without: sort_rows(&without.into_iter().collect::<Vec<u32>>()),
            },
            held: Vec::new(),
            held_from: 0,
            delimiter: b',',
            header: Vec::new(),
        }
    }

    /// Reads the next bytes of the file and appends what can be written by now.
    pub fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        self.held.extend_from_slice(bytes);
        let changed = self.read(Some(bytes));
        self.write(&changed, out);
        self.settle(out);
    }

    /// Holds no more than the start of a record that will change, however long the records are.
    fn settle(&mut self, out: &mut Vec<u8>) {
        let Some((row, start)) = self.reader.next() else {
            if self.reader.stopped() {
                self.pass(u64::MAX, out);
            }
            return;
        };
        let left_out = self.changes.leaves_out(row);
        // No cells will be known of so long a record, so it stays as it is.
        if self.held.len() > MAX_RECORD_BYTES && !left_out {
            self.changes.edits.retain(|edit| edit.row != row);
        }
        if !left_out && self.changes.edits_of(row).is_empty() {
            return self.pass(u64::MAX, out);
        }
        self.pass(start, out);
        if left_out {
            self.held_from += self.held.len() as u64;
            self.held.clear();
        }
    }

    /// Appends the rest, at the end of the file.
    pub fn finish(mut self, out: &mut Vec<u8>) {
        let changed = self.read(None);
        self.write(&changed, out);
        self.pass(u64::MAX, out);
    }

    /// Feeds the reader, or ends it; answers the changes to what was read.
    fn read(&mut self, bytes: Option<&[u8]>) -> Vec<Change> {
        let mut changed = Vec::new();
        let Mender {
            reader,
            changes,
            header,
            delimiter,
            ..
        } = self;
        let mut on = |event: Event<'_>| match event {
            Event::Delimiter(found) => *delimiter = found,
            Event::Record(record) => {
                if header.is_empty() && !record.is_blank() {
                    *header = texts(&record);
                }
                changed.extend(changes.apply(&record, header, *delimiter));
            }
            Event::BlankLine { .. } | Event::Unreadable { .. } => {}
        };
        match bytes {
            Some(bytes) => reader.push(bytes, &mut on),
            None => reader.finish(&mut on),
        }
        changed
    }

    fn write(&mut self, changed: &[Change], out: &mut Vec<u8>) {
        for change in changed {
            self.pass(change.start, out);
            // The line break at the record's end stays, also where the record goes.
            let length = self.held_length(change.end);
            let last = length
                .checked_sub(1)
                .and_then(|last| self.held.get(last))
                .copied();
            let ending = last.filter(|byte| matches!(byte, b'\r' | b'\n'));
            self.held.drain(..length);
            self.held_from = change.end;
            out.extend_from_slice(&change.written);
            out.extend(ending);
        }
    }

    /// Moves held input up to an offset in the file to the output.
    fn pass(&mut self, until: u64, out: &mut Vec<u8>) {
        let length = self.held_length(until);
        out.extend(self.held.drain(..length));
        self.held_from += length as u64;
    }

    /// How much of the held input comes before an offset in the file.
    fn held_length(&self, until: u64) -> usize {
        usize::try_from(until.saturating_sub(self.held_from))
            .unwrap_or(usize::MAX)
            .min(self.held.len())
    }
}

impl Changes {
    fn leaves_out(&self, row: u32) -> bool {
        self.without.binary_search(&row).is_ok()
    }

    fn edits_of(&self, row: u32) -> &[Edit] {
        let start = self.edits.partition_point(|edit| edit.row < row);
        let end = self.edits.partition_point(|edit| edit.row <= row);
        self.edits.get(start..end).unwrap_or_default()
    }

    /// What becomes of a record; nothing where it stays as it is.
    fn apply(&self, record: &Record<'_>, header: &[String], delimiter: u8) -> Option<Change> {
        let change = |written| Change {
            start: record.start,
            end: record.end,
            written,
        };
        if self.leaves_out(record.row) {
            return Some(change(Vec::new()));
        }
        // Of a record that is too long no cells are known, so it can be left out but not edited.
        let edits = self.edits_of(record.row);
        if edits.is_empty() || record.fault == Some(RecordFault::TooLong) {
            return None;
        }
        let mut cells = texts(record);
        for edit in edits {
            let index = match &edit.column {
                EditedColumn::Index(index) => Some(*index),
                EditedColumn::Name(name) => header
                    .iter()
                    .position(|column| normal(column) == normal(name)),
            };
            let Some(index) = index.filter(|index| *index < MAX_COLUMNS) else {
                continue;
            };
            if index >= cells.len() {
                cells.resize(index + 1, String::new());
            }
            if let Some(cell) = cells.get_mut(index) {
                cell.clone_from(&edit.value);
            }
        }
        let mut written = Vec::new();
        write_record(&mut written, &cells, delimiter);
        Some(change(written))
    }
}

/// An edit beyond this many columns is a mistake, and changes nothing.
const MAX_COLUMNS: usize = 16 * 1024;
