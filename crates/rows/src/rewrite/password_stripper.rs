//! Leaves passwords out of a file before it goes anywhere (R25).

mod secrets;

use crate::encoding::{BYTE_ORDER_MARK, Unreadable, sniff};
use crate::table::{Event, MAX_RECORD_BYTES, TableReader};
use secrets::Secrets;

/// Writes a file anew with blank cells in its columns of passwords; every other byte stays.
///
/// Where the header has no such column, all bytes pass as they are. What was written passes a second time unchanged.
/// Refused rows stay refused, and each row keeps its number. A file that cannot be read is cut off where that shows,
/// and stays unreadable.
pub struct PasswordStripper {
    reader: TableReader,
    stage: Stage,
    delimiter: u8,
    held: Held,
    stripped: bool,
    rows: u64,
}

enum Stage {
    /// The header is not read yet.
    Header,
    Rows(Secrets),
    /// There is no column of passwords.
    Clean,
    /// Nothing more is written: it cannot be read, so it cannot be told where its passwords are. These bytes were
    /// written ahead, so they may still come.
    Cut(Vec<u8>),
}

/// Input that is not written yet.
#[derive(Default)]
struct Held {
    bytes: Vec<u8>,
    /// Where `bytes` begin in the file.
    from: u64,
}

impl Default for PasswordStripper {
    fn default() -> PasswordStripper {
        PasswordStripper::new()
    }
}

impl PasswordStripper {
    /// At the start of a file.
    pub fn new() -> PasswordStripper {
        PasswordStripper {
            reader: TableReader::new(),
            stage: Stage::Header,
            delimiter: b',',
            held: Held::default(),
            stripped: false,
            rows: 0,
        }
    }

    /// Reads the next bytes of the file and appends what can be written by now. No more than one record is held back,
    /// and of that at most 1 MiB.
    pub fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        match &mut self.stage {
            Stage::Clean => out.extend_from_slice(bytes),
            Stage::Cut(ahead) => match ahead.strip_prefix(bytes) {
                Some(rest) => *ahead = rest.to_vec(),
                None => self.stripped = true,
            },
            Stage::Header | Stage::Rows(_) => {
                self.held.bytes.extend_from_slice(bytes);
                self.read(Some(bytes), out);
            }
        }
    }

    /// Appends the rest, at the end of the file.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        if matches!(self.stage, Stage::Header | Stage::Rows(_)) {
            self.read(None, out);
        }
    }

    /// Whether anything was left out so far.
    pub fn stripped(&self) -> bool {
        self.stripped
    }

    /// How many rows a password was left out of so far.
    pub fn stripped_rows(&self) -> u64 {
        self.rows
    }

    /// Feeds the reader, or ends it, and writes what is complete.
    fn read(&mut self, bytes: Option<&[u8]>, out: &mut Vec<u8>) {
        let PasswordStripper {
            reader,
            stage,
            delimiter,
            held,
            stripped,
            rows,
        } = self;
        // How many bytes of `held` are written, and how many belong to records that are complete. What passes as it is
        // goes with what comes after it, or each record would be copied by itself.
        let (mut written, mut complete) = (0, 0);
        let mut on = |event: Event<'_>| match event {
            Event::Delimiter(found) => *delimiter = found,
            Event::BlankLine { .. } => {}
            Event::Record(mut record) => {
                let (start, end) = (held.place(record.start), held.place(record.end));
                complete = end;
                let raw = held.bytes.get(start..end).unwrap_or_default();
                if let Stage::Header = stage
                    && (record.fault.is_some() || !record.is_blank())
                {
                    *stage = Secrets::of_header(&record, raw).map_or(Stage::Clean, Stage::Rows);
                    if record.fault.is_none() {
                        return;
                    }
                }
                let Stage::Rows(secrets) = stage else { return };
                let is_whole = record.start >= held.from && raw.len() <= MAX_RECORD_BYTES;
                let left = secrets.leave_out(&mut record, raw, is_whole, *delimiter);
                if let Some(left) = left {
                    out.extend_from_slice(held.bytes.get(written..start).unwrap_or_default());
                    out.extend_from_slice(&left);
                    written = end;
                    let is_changed = !is_whole || left != raw;
                    *stripped |= is_changed;
                    *rows += u64::from(is_changed);
                }
            }
            Event::Unreadable { why, .. } => {
                let rest = held.bytes.get(complete..).unwrap_or_default();
                let is_start = held.from == 0 && complete == 0;
                let (breaks, rest) = split_breaks(rest, is_start);
                let Some(left) = stage.of_unreadable(why, rest) else {
                    return;
                };
                let passed = held
                    .bytes
                    .get(written..complete + breaks)
                    .unwrap_or_default();
                out.extend_from_slice(passed);
                out.extend_from_slice(&left);
                written = held.bytes.len();
                let ahead = left.strip_prefix(rest);
                *stripped |= ahead.is_none();
                *stage = Stage::Cut(ahead.unwrap_or_default().to_vec());
            }
        };
        match bytes {
            Some(bytes) => reader.push(bytes, &mut on),
            None => reader.finish(&mut on),
        }
        self.settle(written, out);
    }

    /// Holds no more than the start of the record in progress.
    fn settle(&mut self, written: usize, out: &mut Vec<u8>) {
        let until = match (&self.stage, self.reader.next()) {
            (Stage::Header | Stage::Rows(_), Some((_, start))) => self.held.place(start),
            (Stage::Header | Stage::Rows(_), None) if !self.reader.stopped() => written,
            _ => self.held.bytes.len(),
        };
        let until = until.max(written);
        out.extend_from_slice(self.held.bytes.get(written..until).unwrap_or_default());
        self.held.forget(until);
        if self.held.bytes.len() <= MAX_RECORD_BYTES {
            return;
        }
        // Its columns of passwords may come last.
        if matches!(self.stage, Stage::Header) {
            self.stage = Stage::Rows(Secrets::anywhere());
        }
        // The record will be refused for its length, and nothing of it is written.
        self.held.forget(self.held.bytes.len());
    }
}

impl Held {
    /// Where a place in the file lies in `bytes`; what is no longer held lies at their start.
    fn place(&self, offset: u64) -> usize {
        let place = usize::try_from(offset.saturating_sub(self.from)).unwrap_or(usize::MAX);
        place.min(self.bytes.len())
    }

    fn forget(&mut self, length: usize) {
        self.bytes.drain(..length);
        self.from += length as u64;
    }
}

impl Stage {
    /// What is written of the rest of a file that cannot be read, so that it is refused for the same reason; `None`
    /// where all of it passes.
    fn of_unreadable(&self, why: Unreadable, rest: &[u8]) -> Option<Vec<u8>> {
        match (why, self) {
            (Unreadable::Empty, _) | (_, Stage::Clean | Stage::Cut(_)) => None,
            (Unreadable::Utf16 | Unreadable::Zip | Unreadable::Binary, _) => {
                // As few bytes as show what it is.
                let mut starts = (0..=rest.len()).filter_map(|length| rest.get(..length));
                starts
                    .find(|start| sniff(start).is_some())
                    .map(<[u8]>::to_vec)
            }
            (Unreadable::NotUtf8(byte), _) => Some(vec![byte, b'\n']),
            (Unreadable::CutOff, _) => Some(cut_off(rest).to_vec()),
        }
    }
}

/// How long the line breaks are that come first, at the start of a file after a byte order mark, and what comes then.
fn split_breaks(bytes: &[u8], is_start: bool) -> (usize, &[u8]) {
    let mark = if is_start { BYTE_ORDER_MARK } else { &[] };
    let body = bytes.strip_prefix(mark).unwrap_or(bytes);
    let is_text = |byte: &u8| !matches!(byte, b'\r' | b'\n');
    let breaks = body.iter().position(is_text).unwrap_or(body.len());
    let rest = body.get(breaks..).unwrap_or_default();
    (bytes.len() - rest.len(), rest)
}

/// The bytes of a character that was begun at the end.
fn cut_off(bytes: &[u8]) -> &[u8] {
    let is_first = |byte: &u8| byte & 0b1100_0000 != 0b1000_0000;
    let start = bytes.iter().rposition(is_first).unwrap_or_default();
    bytes.get(start..).unwrap_or_default()
}
