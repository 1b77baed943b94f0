//! Which rows were refused: complete, where notices may be left out.

use crate::{Code, Field};

/// Why a row was refused: the first of its errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The stable code.
    pub code: Code,
    /// The column that it concerns; `None` where it concerns the row.
    pub column: Option<Field>,
}

/// One refused row of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefusedRow {
    /// As a spreadsheet counts, the header being row 1.
    pub row: u32,
    /// The first of its errors.
    pub cause: Cause,
}

impl Cause {
    /// A sentence for the person who mends the row (R17).
    pub fn reason(self) -> String {
        match self.column {
            Some(column) => format!(
                "{}: {} {}",
                column.name(),
                self.code.meaning(),
                self.code.fix()
            ),
            None => format!("{} {}", self.code.meaning(), self.code.fix()),
        }
    }
}
