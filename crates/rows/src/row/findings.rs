//! Collects what is found in one row.

use std::borrow::Cow;

use crate::notices::Notices;
use crate::refused::Cause;
use crate::{Code, Field, Severity};

/// The findings of one row.
pub(super) struct Findings<'n> {
    notices: &'n mut Notices,
    row: u32,
    /// The first error.
    pub cause: Option<Cause>,
    /// How many errors were found.
    pub errors: u32,
    /// No value is repeated, because fields may have slipped and any of them may be a password (R25).
    pub hides_values: bool,
}

impl<'n> Findings<'n> {
    /// Of a row in which nothing was found yet.
    pub fn new(row: u32, hides_values: bool, notices: &'n mut Notices) -> Findings<'n> {
        Findings {
            notices,
            row,
            cause: None,
            errors: 0,
            hides_values,
        }
    }

    #[cold]
    pub fn add(
        &mut self,
        code: Code,
        column: Option<Field>,
        value: Option<&[u8]>,
        message: &dyn Fn() -> String,
    ) {
        if code.severity() == Severity::Error {
            self.cause.get_or_insert(Cause { code, column });
            self.errors += 1;
        }
        let name = column.map(|column| Cow::Borrowed(column.name()));
        let value = value.filter(|_| !self.hides_values);
        self.notices.add(code, Some(self.row), name, value, message);
    }
}
