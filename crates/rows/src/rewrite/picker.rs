//! Picks rows out of a file, as they stand there.

use serde::Serialize;

use super::texts;
use crate::order::sort_rows;
use crate::table::{Event, TableReader};

/// Collects the original fields of some rows.
pub struct Picker {
    reader: TableReader,
    /// Ascending.
    wanted: Vec<u32>,
    picked: Picked,
}

/// What a [`Picker`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picked {
    /// The header; `None` where the file has none.
    pub header: Option<PickedRow>,
    /// The byte between fields.
    pub delimiter: u8,
    /// Those of the wanted rows that exist, in the order of the file. A row longer than 1 MiB has no cells.
    pub rows: Vec<PickedRow>,
}

/// One row as it stands in the file, quotation marks taken off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PickedRow {
    /// As a spreadsheet counts, the header being row 1.
    pub row: u32,
    /// In the order of the file, nothing trimmed.
    pub cells: Vec<String>,
}

impl Picker {
    /// Will collect these rows, numbered as in notices.
    pub fn new(rows: impl IntoIterator<Item = u32>) -> Picker {
        Picker {
            reader: TableReader::new(),
            wanted: sort_rows(&rows.into_iter().collect::<Vec<u32>>()),
            picked: Picked {
                header: None,
                delimiter: b',',
                rows: Vec::new(),
            },
        }
    }

    /// Reads the next bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        let Picker {
            reader,
            wanted,
            picked,
        } = self;
        reader.push(bytes, &mut |event| picked.on(&event, wanted));
    }

    /// Answers what was found, at the end of the file.
    pub fn finish(mut self) -> Picked {
        let Picker {
            reader,
            wanted,
            picked,
        } = &mut self;
        reader.finish(&mut |event| picked.on(&event, wanted));
        self.picked
    }
}

impl Picked {
    fn on(&mut self, event: &Event<'_>, wanted: &[u32]) {
        match event {
            Event::Delimiter(delimiter) => self.delimiter = *delimiter,
            Event::Record(record) => {
                let is_header = self.header.is_none() && !record.is_blank();
                let is_wanted = wanted.binary_search(&record.row).is_ok();
                if !is_header && !is_wanted {
                    return;
                }
                let row = PickedRow {
                    row: record.row,
                    cells: texts(record),
                };
                if is_header {
                    self.header = Some(row.clone());
                }
                if is_wanted {
                    self.rows.push(row);
                }
            }
            Event::BlankLine { .. } | Event::Unreadable { .. } => {}
        }
    }
}
