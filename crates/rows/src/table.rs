//! Bytes in any pieces become numbered records. The result never depends on how the bytes were split.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use crate::encoding::{BYTE_ORDER_MARK, Unreadable, Utf8, sniff};
use crate::head::{detect_delimiter, head_end};
use crate::plain::{self, PlainLine};
use crate::quotes::QuoteScan;
use crate::record::{Record, RecordFault};

/// Longest field, in bytes: as much as a spreadsheet's cell takes.
pub(crate) const MAX_FIELD_BYTES: usize = 32 * 1024;
/// Longest record, in bytes. Memory for a record never grows beyond it.
pub(crate) const MAX_RECORD_BYTES: usize = 1024 * 1024;
/// Bytes that are validated and then parsed while they are in the processor's cache.
const BLOCK_BYTES: usize = 64 * 1024;

/// What reading finds.
pub(crate) enum Event<'a> {
    /// The delimiter of the file; comes before any record.
    Delimiter(u8),
    Record(Record<'a>),
    /// A line without any byte.
    BlankLine {
        row: u32,
    },
    /// Nothing more will be read. `row` is the record in which the fault lies, if there is one.
    Unreadable {
        row: Option<u32>,
        why: Unreadable,
    },
}

/// Reads one file.
pub(crate) struct TableReader {
    stage: Stage,
    /// Bytes held back until the first line is complete.
    head: Vec<u8>,
    utf8: Utf8,
    csv: Reader,
    delimiter: u8,
    data: Vec<u8>,
    data_length: usize,
    ends: Vec<usize>,
    ends_length: usize,
    /// Bytes of the record in progress; 0 between records.
    record_bytes: usize,
    quotes: QuoteScan,
    after_carriage_return: bool,
    rows: u32,
    /// Bytes read, the byte order mark included.
    position: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Head,
    Body,
    Stopped,
}

impl TableReader {
    /// A reader at the start of a file.
    pub fn new() -> TableReader {
        TableReader {
            stage: Stage::Head,
            head: Vec::new(),
            utf8: Utf8::default(),
            csv: Reader::new(),
            delimiter: b',',
            data: vec![0; 4096],
            data_length: 0,
            ends: vec![0; 64],
            ends_length: 0,
            record_bytes: 0,
            quotes: QuoteScan::default(),
            after_carriage_return: false,
            rows: 0,
            position: 0,
        }
    }

    /// Reads the next bytes.
    pub fn push(&mut self, bytes: &[u8], on: &mut dyn FnMut(Event<'_>)) {
        match self.stage {
            Stage::Stopped => {}
            Stage::Body => self.body(bytes, on),
            Stage::Head => {
                self.head.extend_from_slice(bytes);
                if let Some(end) = head_end(&self.head) {
                    self.start(end, on);
                }
            }
        }
    }

    /// The record that bytes yet to come belong to, and where it starts; nothing while that cannot be told.
    pub fn next(&self) -> Option<(u32, u64)> {
        let start = self.position - self.record_bytes as u64;
        (self.stage == Stage::Body).then_some((self.rows.saturating_add(1), start))
    }

    /// True once nothing more will be read.
    pub fn stopped(&self) -> bool {
        self.stage == Stage::Stopped
    }

    /// Reads what is left at the end of the file.
    pub fn finish(&mut self, on: &mut dyn FnMut(Event<'_>)) {
        if self.stage == Stage::Head {
            self.start(self.head.len(), on);
        }
        if self.stage == Stage::Stopped {
            return;
        }
        if !self.utf8.complete_at_end() {
            return self.stop(Unreadable::CutOff, on);
        }
        self.stage = Stage::Stopped;
        if self.record_bytes == 0 {
            return;
        }
        loop {
            let ends = self.ends.get_mut(self.ends_length..).unwrap_or_default();
            let (result, _, _, ended) = self.csv.read_record(&[], &mut [], ends);
            self.ends_length += ended;
            match result {
                ReadRecordResult::OutputEndsFull => grow(&mut self.ends),
                ReadRecordResult::Record => return self.deliver(true, on),
                _ => return,
            }
        }
    }

    fn start(&mut self, head_end: usize, on: &mut dyn FnMut(Event<'_>)) {
        let head = std::mem::take(&mut self.head);
        let line = head.get(..head_end).unwrap_or_default();
        if head.is_empty() || head == BYTE_ORDER_MARK {
            self.stage = Stage::Stopped;
            return on(Event::Unreadable {
                row: None,
                why: Unreadable::Empty,
            });
        }
        if let Some(why) = sniff(line) {
            return self.stop(why, on);
        }
        self.delimiter = detect_delimiter(line);
        self.csv = ReaderBuilder::new().delimiter(self.delimiter).build();
        // The parser would strip a byte order mark itself, but only if its bytes arrive in one piece. It does so at
        // its first call only, which this line break is; it reads as nothing.
        let _ = self.csv.read_record(b"\n", &mut [0], &mut [0]);
        self.stage = Stage::Body;
        on(Event::Delimiter(self.delimiter));
        let body = head.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&head);
        self.position = (head.len() - body.len()) as u64;
        self.body(body, on);
    }

    fn stop(&mut self, why: Unreadable, on: &mut dyn FnMut(Event<'_>)) {
        self.stage = Stage::Stopped;
        on(Event::Unreadable {
            row: Some(self.rows.saturating_add(1)),
            why,
        });
    }

    fn body(&mut self, bytes: &[u8], on: &mut dyn FnMut(Event<'_>)) {
        for block in bytes.chunks(BLOCK_BYTES) {
            match self.utf8.check(block) {
                Ok(()) => self.records(block, on),
                Err((valid, byte)) => {
                    self.records(block.get(..valid).unwrap_or_default(), on);
                    return self.stop(Unreadable::NotUtf8(byte), on);
                }
            }
        }
    }

    fn records(&mut self, mut input: &[u8], on: &mut dyn FnMut(Event<'_>)) {
        while let Some(&first) = input.first() {
            if self.record_bytes == 0 && self.line_break(first, on) {
                self.position += 1;
                input = input.get(1..).unwrap_or_default();
                continue;
            }
            if self.record_bytes == 0
                && let Some(line) =
                    plain::split(input, self.delimiter, &mut self.data, &mut self.ends)
            {
                self.after_carriage_return = input.get(line.length) == Some(&b'\r');
                input = input.get(line.length + 1..).unwrap_or_default();
                self.deliver_plain(&line, on);
                continue;
            }
            let data = self.data.get_mut(self.data_length..).unwrap_or_default();
            let ends = self.ends.get_mut(self.ends_length..).unwrap_or_default();
            let (result, read, written, ended) = self.csv.read_record(input, data, ends);
            self.record_bytes += read;
            self.position += read as u64;
            self.data_length += written;
            self.ends_length += ended;
            let piece = input.get(..read).unwrap_or_default();
            self.quotes.scan(piece, self.delimiter);
            input = input.get(read..).unwrap_or_default();
            match result {
                ReadRecordResult::Record => {
                    self.after_carriage_return = piece.last() == Some(&b'\r');
                    self.deliver(false, on);
                }
                ReadRecordResult::End => return,
                _ => self.make_room(),
            }
        }
    }

    /// Between records, takes a line break: the second half of CRLF, or a blank line.
    fn line_break(&mut self, byte: u8, on: &mut dyn FnMut(Event<'_>)) -> bool {
        let second_half = byte == b'\n' && self.after_carriage_return;
        self.after_carriage_return = byte == b'\r';
        if !matches!(byte, b'\r' | b'\n') {
            return false;
        }
        if !second_half {
            self.rows = self.rows.saturating_add(1);
            on(Event::BlankLine { row: self.rows });
        }
        true
    }

    /// Makes room for more of the record, or forgets what is held of one that is too long anyway.
    fn make_room(&mut self) {
        if self.record_bytes > MAX_RECORD_BYTES {
            self.data_length = 0;
            self.ends_length = 0;
        }
        if self.data_length == self.data.len() {
            grow(&mut self.data);
        }
        if self.ends_length == self.ends.len() {
            grow(&mut self.ends);
        }
    }

    fn deliver(&mut self, at_end: bool, on: &mut dyn FnMut(Event<'_>)) {
        self.rows = self.rows.saturating_add(1);
        let fault = if at_end && self.quotes.open() {
            Some(RecordFault::QuoteUnclosed)
        } else if let Some(field) = self.quotes.stray() {
            Some(RecordFault::QuoteStray(field))
        } else if self.record_bytes > MAX_RECORD_BYTES {
            Some(RecordFault::TooLong)
        } else {
            None
        };
        let (length, fields) = match self.record_bytes > MAX_RECORD_BYTES {
            true => (0, 0),
            false => (self.data_length, self.ends_length),
        };
        let data = self.data.get_mut(..length).unwrap_or_default();
        on(Event::Record(Record {
            row: self.rows,
            start: self.position - self.record_bytes as u64,
            end: self.position,
            ascii: data.iter().all(|byte| matches!(byte, b' '..=b'~')),
            data,
            ends: self.ends.get(..fields).unwrap_or_default(),
            gap: 0,
            fault,
        }));
        self.data_length = 0;
        self.ends_length = 0;
        self.record_bytes = 0;
        self.quotes = QuoteScan::default();
    }

    fn deliver_plain(&mut self, line: &PlainLine, on: &mut dyn FnMut(Event<'_>)) {
        self.rows = self.rows.saturating_add(1);
        let bytes = line.length as u64 + 1;
        on(Event::Record(Record {
            row: self.rows,
            start: self.position,
            end: self.position + bytes,
            data: self.data.get_mut(..line.length).unwrap_or_default(),
            ends: self.ends.get(..line.fields).unwrap_or_default(),
            gap: 1,
            ascii: line.ascii,
            fault: None,
        }));
        self.position += bytes;
    }
}

fn grow<T: Clone + Default>(buffer: &mut Vec<T>) {
    buffer.resize(buffer.len() * 2, T::default());
}
