//! Accepted rows, and who receives them.

use crate::{Field, Profile};

/// Receives the rows that a check accepts.
pub trait Sink {
    /// Called for each row accepted so far, in the order of the file.
    ///
    /// A later row may still undo it: see [`Checked::withdrawn`](crate::Checked::withdrawn).
    fn row(&mut self, row: &AcceptedRow<'_>);
}

/// For checks of which only the report is wanted.
impl Sink for () {
    fn row(&mut self, _row: &AcceptedRow<'_>) {}
}

/// Where the cleaned cells of a row lie in its bytes; empty where blank or absent.
pub(crate) type Cells = [(u32, u32); Field::COUNT];

/// One accepted row, cleaned. It lives as long as the call.
#[derive(Clone, Copy)]
pub struct AcceptedRow<'a> {
    /// Which call of `begin` its file had, counted from 0.
    pub file: usize,
    /// As a spreadsheet counts, the header being row 1.
    pub row: u32,
    /// The profile it was checked by.
    pub profile: Profile,
    pub(crate) data: &'a [u8],
    pub(crate) cells: &'a Cells,
}

impl<'a> AcceptedRow<'a> {
    /// The value of a column without outer spaces and invisible characters; `None` where blank or absent.
    pub fn cell(&self, field: Field) -> Option<&'a str> {
        let (start, end) = *self.cells.get(field as usize)?;
        let bytes = self.data.get(start as usize..end as usize)?;
        std::str::from_utf8(bytes)
            .ok()
            .filter(|text| !text.is_empty())
    }

    /// A whole-number column. Every accepted row has numbers of at most 2^53 - 1 there.
    pub fn number(&self, field: Field) -> Option<u64> {
        self.cell(field)?.parse().ok()
    }

    /// The names in a column that separates them by `|`, without outer spaces; blank ones are left out (R44).
    pub fn names(&self, field: Field) -> impl Iterator<Item = &'a str> {
        self.cell(field)
            .unwrap_or_default()
            .split('|')
            .map(str::trim)
            .filter(|name| !name.is_empty())
    }
}
