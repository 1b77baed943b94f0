//! Whether the fields of a record stand in their columns.
//!
//! The check and the rewriting without passwords ask the same, so that a file is judged alike before and after.

use crate::clean::is_blank;
use crate::header::{Layout, Placed};
use crate::record::Record;
use crate::{Field, email};

impl Layout {
    /// The first field with a line break, where that may be the sign of a quotation mark that is closed rows too late.
    /// Rows swallowed so would end accounts (R28) or be kept with their passwords (R25).
    pub fn line_break(&self, record: &Record<'_>) -> Option<usize> {
        if !self.kind.is_of_package() && self.secrets.is_empty() {
            return None;
        }
        let place = memchr::memchr2(b'\r', b'\n', record.data)?;
        Some(record.ends.partition_point(|end| *end <= place))
    }

    /// From which field on a password stands that has slipped, as [`Layout::missing_from`] says. `None` also where nothing
    /// is filled from there on, or an email stands where it should behind the passwords: then only fields at the end are
    /// missing, as spreadsheets leave blank ones out.
    #[inline]
    pub fn lacking_from(&self, record: &Record<'_>) -> Option<usize> {
        let from = self.missing_from(record)?;
        let is_filled = (from..record.ends.len()).any(|index| is_filled(record, index));
        (is_filled && !self.has_email_behind_secrets(record)).then_some(from)
    }

    /// From which field on a password may stand in a row with fields too few, whatever it holds: as far before its column
    /// as fields are missing. `None` where none is missing.
    #[inline]
    pub fn missing_from(&self, record: &Record<'_>) -> Option<usize> {
        let first = self.secrets.first()?;
        let missing = self.raw_width.saturating_sub(record.ends.len());
        (missing > 0).then(|| first.saturating_sub(missing))
    }

    fn has_email_behind_secrets(&self, record: &Record<'_>) -> bool {
        let last = self.secrets.last().copied().unwrap_or_default();
        let is_email = |placed: &&Placed| placed.field == Field::Email;
        let email = self.columns.iter().find(is_email);
        email.is_some_and(|placed| {
            let cell = record.field(placed.position).unwrap_or_default();
            placed.position > last && email::is_valid(cell.trim_ascii())
        })
    }

    /// Whether there are fields beyond the last column that are filled. In a file with passwords blank ones beyond the
    /// header's own fields are enough: they too may come from a delimiter inside a password (R25).
    #[inline]
    pub fn has_surplus(&self, record: &Record<'_>) -> bool {
        let count = record.ends.len();
        let is_beyond_header = count > self.raw_width && !self.secrets.is_empty();
        is_beyond_header || (self.width..count).any(|index| is_filled(record, index))
    }
}

/// A row in which nothing can be seen is none; one that holds nothing but a password is blank too, as it is once the
/// password is left out.
pub(crate) fn is_blank_row(record: &Record<'_>, secrets: &[usize]) -> bool {
    looks_blank(record) || (!secrets.is_empty() && is_blank_but_for_secrets(record, secrets))
}

fn looks_blank(record: &Record<'_>) -> bool {
    // What can be seen needs no closer look; only the rare row whose first field is empty or begins oddly gets one.
    let first = record.ends.first().and_then(|_| record.data.first());
    let begins_visibly = first.is_some_and(u8::is_ascii_graphic) && !record.range(0).is_empty();
    !begins_visibly && record.is_blank()
}

/// A password with a line break may have swallowed other rows.
fn is_blank_but_for_secrets(record: &Record<'_>, secrets: &[usize]) -> bool {
    let mut others = (0..record.ends.len()).filter(|index| secrets.binary_search(index).is_err());
    others.all(|index| !is_filled(record, index))
        && memchr::memchr2(b'\r', b'\n', record.data).is_none()
}

fn is_filled(record: &Record<'_>, index: usize) -> bool {
    record.field(index).is_some_and(|field| !is_blank(field))
}
