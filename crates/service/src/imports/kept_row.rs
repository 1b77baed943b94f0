//! A row that is kept for planning: some of its cells, in one piece of memory.

use rollbook_rows::{AcceptedRow, Field};

use super::intents::Place;

/// Between cells; cleaned cells hold no control character.
const CELL_END: char = '\u{1f}';

/// Appends the cells of at most 32 columns, and answers with a bit for each that the file has.
pub(crate) fn write_cells(row: &AcceptedRow<'_>, fields: &[Field], cells: &mut Vec<u8>) -> u32 {
    let mut columns = 0;
    for (index, field) in fields.iter().enumerate() {
        cells.extend_from_slice(row.bytes(*field));
        cells.push(CELL_END as u8);
        columns |= u32::from(row.has(*field)) << index;
    }
    columns
}

/// The cells of a row in the order of a list of columns, by which they are asked for.
pub(crate) struct KeptRow {
    pub(crate) place: Place,
    cells: Box<str>,
    /// A bit for each column that the file has: absent leaves, blank may clear (R27).
    columns: u32,
}

impl KeptRow {
    /// Keeps the cells of at most 32 columns.
    pub(crate) fn new(place: Place, row: &AcceptedRow<'_>, fields: &[Field]) -> KeptRow {
        let mut cells = Vec::new();
        let columns = write_cells(row, fields, &mut cells);
        KeptRow::written(place, &cells, columns)
    }

    /// With what [`write_cells`] wrote and answered.
    pub(crate) fn written(place: Place, cells: &[u8], columns: u32) -> KeptRow {
        KeptRow {
            place,
            cells: String::from_utf8_lossy(cells).into(),
            columns,
        }
    }

    /// Every cell in order, and whether the file has its column.
    pub(crate) fn cells(&self) -> impl Iterator<Item = (&str, bool)> {
        self.cells
            .split_terminator(CELL_END)
            .enumerate()
            .map(|(index, cell)| (cell, self.columns >> index & 1 == 1))
    }

    /// A cell; `None` where it is blank.
    pub(crate) fn cell(&self, index: usize) -> Option<&str> {
        self.cells
            .split_terminator(CELL_END)
            .nth(index)
            .filter(|cell| !cell.is_empty())
    }

    /// Whether the file has the column.
    pub(crate) fn has(&self, index: usize) -> bool {
        self.columns >> index & 1 == 1
    }
}
