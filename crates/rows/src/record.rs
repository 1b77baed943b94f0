//! One record of a file: where its fields lie, and whether it can be trusted.

use std::ops::Range;

use crate::clean::is_blank;

/// One record, the header included.
pub(crate) struct Record<'a> {
    /// As a spreadsheet counts: the first is 1, blank lines count, quoted line breaks do not.
    pub row: u32,
    /// Where the record starts in the file, in bytes.
    pub start: u64,
    /// Where the next one starts; the second half of a CRLF belongs to neither.
    pub end: u64,
    /// The fields without quotation marks, one after the other; none where `fault` is `TooLong`.
    pub data: &'a mut [u8],
    /// Where each field ends in `data`.
    pub ends: &'a [usize],
    /// How many bytes lie between two fields in `data`: a delimiter, or nothing.
    pub gap: usize,
    /// Whether the fields are ASCII without control characters, as nearly always; then cells need no closer look.
    pub ascii: bool,
    pub fault: Option<RecordFault>,
}

impl Record<'_> {
    /// Where a field, counted from 0, lies in `data`; empty where the record ends before it.
    #[inline]
    pub fn range(&self, index: usize) -> Range<usize> {
        let Some(&end) = self.ends.get(index) else {
            return 0..0;
        };
        let before = index
            .checked_sub(1)
            .and_then(|before| self.ends.get(before));
        before.map_or(0, |before| before + self.gap)..end
    }

    /// The bytes of a field, counted from 0; always UTF-8.
    pub fn field(&self, index: usize) -> Option<&[u8]> {
        if index < self.ends.len() {
            self.data.get(self.range(index))
        } else {
            None
        }
    }

    /// True where a person sees nothing in it.
    pub fn is_blank(&self) -> bool {
        (0..self.ends.len()).all(|index| self.field(index).is_none_or(is_blank))
    }
}

/// Why a record cannot be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RecordFault {
    TooLong,
    /// In the field of this number, counted from 0.
    QuoteStray(usize),
    QuoteUnclosed,
}
