//! Accepted rows, and who receives them.

use crate::field::Fields;
use crate::{Field, FileKind, Profile};

/// Receives the rows that a check accepts.
pub trait Sink {
    /// Called for each row accepted so far, in the order of the file.
    ///
    /// A later row may still undo it: see [`Checked::withdrawn`](crate::Checked::withdrawn).
    fn row(&mut self, row: &AcceptedRow<'_>);

    /// Called for each row refused by itself of which the cells that say whom it means are filled and well-formed: it
    /// still counts as listed (R28). Its other cells may hold anything.
    fn refused(&mut self, row: &AcceptedRow<'_>) {
        let _ = row;
    }

    /// Called for each row of which it cannot be told whom it means: a cell for that is blank or malformed, or its
    /// bytes have a fault, or its fields may have slipped (R28).
    fn unreadable(&mut self, file: usize, row: u32, kind: FileKind) {
        let _ = (file, row, kind);
    }
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
    /// What the rows of its file are about.
    pub kind: FileKind,
    /// The profile it was checked by. In a package whose version is not named, a file without flag may come before the
    /// one that tells the version; [`Checked::profile`](crate::Checked::profile) is the profile of them all.
    pub profile: Profile,
    pub(crate) data: &'a [u8],
    pub(crate) cells: &'a Cells,
    pub(crate) placed: Fields,
}

impl<'a> AcceptedRow<'a> {
    /// The bytes of a column without outer spaces and invisible characters, always UTF-8; empty where blank or absent.
    #[inline]
    pub fn bytes(&self, field: Field) -> &'a [u8] {
        let (start, end) = self.cells.get(field as usize).copied().unwrap_or_default();
        self.data
            .get(start as usize..end as usize)
            .unwrap_or_default()
    }

    /// The value of a column without outer spaces and invisible characters; `None` where blank or absent. A password is
    /// never told (R25).
    pub fn cell(&self, field: Field) -> Option<&'a str> {
        std::str::from_utf8(self.bytes(field))
            .ok()
            .filter(|text| !text.is_empty())
    }

    /// Whether the file has the column: where it has, a blank cell may clear something, where not, it is left (R27).
    pub fn has(&self, field: Field) -> bool {
        self.placed.contains(field)
    }

    /// What the flag says, in the sense of its version; `None` where it is blank or absent (R21).
    pub fn may_log_in(&self) -> Option<bool> {
        match (self.bytes(Field::Enabled), self.bytes(Field::Blocked)) {
            (b"1", _) | (b"", b"0") => Some(true),
            (b"0", _) | (b"", b"1") => Some(false),
            _ => None,
        }
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
