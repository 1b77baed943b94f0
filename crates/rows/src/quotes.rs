//! Finds quotation marks that a CSV parser would repair in silence.
//!
//! `csv-core` always finds *a* reading: in `a"b` it keeps the mark as text, in `"a"b` it drops it. A file that
//! ends accounts must not be guessed at, so records that hold a quotation mark are looked at a second time.

use memchr::memchr;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    FieldStart,
    Plain,
    Quoted,
    /// After a quotation mark inside a quoted field: its end, or the first half of a doubled one.
    Closing,
    /// After the end of a quoted field and a space.
    Closed,
}

/// Follows the quotation marks of one record, which may arrive in pieces.
#[derive(Clone, Debug, Default)]
pub(crate) struct QuoteScan {
    state: State,
    field: usize,
    stray: Option<usize>,
}

impl QuoteScan {
    /// Reads the next bytes of the record as they stand in the file.
    pub fn scan(&mut self, bytes: &[u8], delimiter: u8) {
        let mut rest = bytes;
        while let Some((&byte, tail)) = rest.split_first() {
            rest = tail;
            self.state = match (self.state, byte) {
                (State::Quoted, b'"') => State::Closing,
                (State::Quoted, _) => {
                    let next = memchr(b'"', rest).unwrap_or(rest.len());
                    rest = rest.get(next..).unwrap_or_default();
                    State::Quoted
                }
                (_, b'\r' | b'\n') => State::FieldStart,
                (_, byte) if byte == delimiter => {
                    self.field += 1;
                    State::FieldStart
                }
                (State::FieldStart, b'"') | (State::Closing, b'"') => State::Quoted,
                (State::Closing | State::Closed, b' ' | b'\t') => State::Closed,
                (State::FieldStart, _) => State::Plain,
                (State::Plain, b'"') | (State::Closing | State::Closed, _) => {
                    self.stray.get_or_insert(self.field);
                    State::Plain
                }
                (State::Plain, _) => State::Plain,
            };
        }
    }

    /// The number of the field that the next byte belongs to, counted from 0.
    pub fn field(&self) -> usize {
        self.field
    }

    /// The number of the first field with a stray mark, counted from 0.
    pub fn stray(&self) -> Option<usize> {
        self.stray
    }

    /// True while a quoted field is open.
    pub fn open(&self) -> bool {
        self.state == State::Quoted
    }
}
