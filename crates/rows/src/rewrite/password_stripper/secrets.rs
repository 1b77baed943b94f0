//! Where the passwords of a file are, and what is left of a record without them.

use std::ops::Range;

use crate::FileKind;
use crate::header::{self, Layout};
use crate::quotes::QuoteScan;
use crate::record::{Record, RecordFault};
use crate::secret::contains;
use crate::shape::is_blank_row;
use crate::table::{MAX_FIELD_BYTES, MAX_RECORD_BYTES};

/// Stands for what was left out of a record that must stay refused.
const REMOVED: &[u8] = b"removed";

/// Where passwords are.
///
/// They are looked for where the header says. A record with more or fewer fields than the header, with a line break,
/// or with a fault in its quotation marks, may have slipped, so that its password is in any cell from the first column
/// of passwords on, before it by as many fields as are missing, or from the fault on. All of that is left out: the
/// check refuses such a record anyway, so a loss too many harms nobody, and a password that stays would be stored.
pub(super) struct Secrets {
    /// Absent where the header itself cannot be read, so that a password may be anywhere.
    layout: Option<Layout>,
}

impl Secrets {
    /// What a header says; `None` where there are no passwords. `raw` is the record as it stands in the file.
    pub fn of_header(header: &Record<'_>, raw: &[u8]) -> Option<Secrets> {
        if header.fault == Some(RecordFault::TooLong) || raw.len() > MAX_RECORD_BYTES {
            return Some(Secrets::anywhere());
        }
        if header.fault.is_some() {
            return mentions_secret(raw).then(Secrets::anywhere);
        }
        // Any kind finds the columns of passwords; that of accounts also tells what stands after them.
        let layout = header::read(header, FileKind::Users).layout;
        (!layout.secrets.is_empty()).then_some(Secrets {
            layout: Some(layout),
        })
    }

    pub fn anywhere() -> Secrets {
        Secrets { layout: None }
    }

    /// The record without its passwords; `None` where there is nothing to leave out. `raw` is the record as it stands in
    /// the file, or the end of it where the record was too long to be held.
    pub fn leave_out(
        &self,
        record: &mut Record<'_>,
        raw: &[u8],
        is_whole: bool,
        delimiter: u8,
    ) -> Option<Vec<u8>> {
        if record.fault.is_none() && record.is_blank() {
            return None;
        }
        let (content, line_break) = split_line_break(raw);
        let content = if is_whole { content } else { &[] };
        let slipped = match &self.layout {
            None => Some((record.fault.map_or(Slip::TooMany, Slip::Fault), 0)),
            Some(layout) => slipped_from(record, layout),
        };
        let mut left = match (slipped, &self.layout) {
            (Some((slip, first)), layout) => {
                let width = layout.as_ref().map_or(0, |layout| layout.width);
                without_all(record, content, delimiter, slip, first, width)
            }
            (None, Some(layout)) => without_some(record, content, delimiter, &layout.secrets)?,
            (None, None) => return None,
        };
        left.extend_from_slice(line_break);
        Some(left)
    }
}

/// Whether the bytes of a header that cannot be read hold the name of a column of passwords.
fn mentions_secret(header: &[u8]) -> bool {
    let letters = header.iter().filter(|byte| byte.is_ascii_alphabetic());
    let letters: Vec<u8> = letters.map(u8::to_ascii_lowercase).collect();
    ["pass", "pw", "pswd", "kennwort", "sword"]
        .iter()
        .any(|part| contains(&letters, part.as_bytes()))
}

/// What shows that fields may have moved.
#[derive(Clone, Copy)]
enum Slip {
    Fault(RecordFault),
    /// In the field of this number, counted from 0.
    LineBreak(usize),
    /// It is told by this field, counted from 0, which holds no password: a row of passwords alone would be blank.
    TooFew(usize),
    TooMany,
}

/// What moved, and from which field on a password may be anywhere; `None` where all fields are in their places.
fn slipped_from(record: &Record<'_>, layout: &Layout) -> Option<(Slip, usize)> {
    let secret = layout.secrets.first().copied().unwrap_or_default();
    let lacking = layout.lacking_from(record);
    // Where all from there on is removed, what is left says nothing of what was there, so it is not asked the next time.
    let first = layout.missing_from(record).unwrap_or(secret);
    if let Some(fault) = record.fault {
        return Some((Slip::Fault(fault), first));
    }
    if is_blank_row(record, &layout.secrets) {
        return None;
    }
    if let Some(index) = layout.line_break(record) {
        return Some((Slip::LineBreak(index), first.min(index)));
    }
    let is_too_long = |index: &usize| record.range(*index).len() > MAX_FIELD_BYTES;
    let too_long = match record.data.len() > MAX_FIELD_BYTES {
        true => (0..record.ends.len()).find(is_too_long),
        false => None,
    };
    let first = first.min(too_long.unwrap_or(first));
    if lacking.is_some() {
        let mut others =
            (first..record.ends.len()).filter(|index| layout.secrets.binary_search(index).is_err());
        return Some((Slip::TooFew(others.next().unwrap_or(first)), first));
    }
    (too_long.is_some() || layout.has_surplus(record)).then_some((Slip::TooMany, first))
}

/// The record without anything from a field on. It has the same fault or as many fields as before, so it is refused
/// for the same reason; one that is too long gets a surplus field.
fn without_all(
    record: &Record<'_>,
    content: &[u8],
    delimiter: u8,
    slip: Slip,
    first: usize,
    width: usize,
) -> Vec<u8> {
    let last = record.ends.len().saturating_sub(1);
    let (place, mark): (usize, &[&[u8]]) = match slip {
        Slip::Fault(RecordFault::QuoteUnclosed) => (last, &[b"\"", REMOVED]),
        Slip::Fault(RecordFault::QuoteStray(field)) => (field, &[REMOVED, b"\""]),
        Slip::LineBreak(field) => (field, &[b"\"", REMOVED, b"\n\""]),
        Slip::TooFew(field) => (field, &[REMOVED]),
        Slip::Fault(RecordFault::TooLong) | Slip::TooMany => (last.max(width), &[REMOVED]),
    };
    let mut quotes = QuoteScan::default();
    quotes.scan(content, delimiter);
    let kept = first.min(place).min(quotes.stray().unwrap_or(place));
    let mut left = Vec::new();
    let mut missing = place;
    for field in fields(content, delimiter).take(kept) {
        left.extend_from_slice(content.get(field).unwrap_or_default());
        left.push(delimiter);
        missing -= 1;
    }
    left.extend(std::iter::repeat_n(delimiter, missing));
    left.extend(mark.iter().copied().flatten());
    left.extend(std::iter::repeat_n(delimiter, last.saturating_sub(place)));
    left
}

/// The record with some fields blank; `None` where they are blank already.
fn without_some(
    record: &Record<'_>,
    content: &[u8],
    delimiter: u8,
    secrets: &[usize],
) -> Option<Vec<u8>> {
    // Where nothing but delimiters was dropped, no field has quotation marks.
    let delimiters = record.ends.len().saturating_sub(1) * (1 - record.gap);
    let is_unquoted = record.data.len() + delimiters == content.len();
    let count = record.ends.len();
    let mut held = secrets.iter().take_while(|index| **index < count);
    if is_unquoted && held.all(|index| record.range(*index).is_empty()) {
        return None;
    }
    let mut left = Vec::with_capacity(content.len());
    for (index, field) in fields(content, delimiter).enumerate() {
        if index > 0 {
            left.push(delimiter);
        }
        if secrets.binary_search(&index).is_err() {
            left.extend_from_slice(content.get(field).unwrap_or_default());
        }
    }
    if left.is_empty() {
        // Without a byte, the record would be a line, or none at all at the end of the file.
        left.extend_from_slice(b"\"\"");
    }
    Some(left)
}

/// Where the fields of a record lie in its bytes, quotation marks included.
fn fields(content: &[u8], delimiter: u8) -> impl Iterator<Item = Range<usize>> {
    let mut quotes = QuoteScan::default();
    let mut start = 0;
    let is_end = move |place: &usize| {
        let Some(byte) = content.get(*place) else {
            return true;
        };
        let before = quotes.field();
        quotes.scan(&[*byte], delimiter);
        quotes.field() > before
    };
    (0..=content.len()).filter(is_end).map(move |end| {
        let field = start..end;
        start = end + 1;
        field
    })
}

/// The record, and the byte that ends it.
fn split_line_break(raw: &[u8]) -> (&[u8], &[u8]) {
    let has = raw.last().is_some_and(|byte| matches!(byte, b'\r' | b'\n'));
    raw.split_at(raw.len() - usize::from(has))
}
