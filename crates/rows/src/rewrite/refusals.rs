//! Gives refused rows back, ready to mend and to upload again (R17).

use std::iter::Peekable;

use super::{texts, write_record};
use crate::clean::{begins_formula, is_blank};
use crate::encoding::{BYTE_ORDER_MARK, text};
use crate::header::{REFUSAL_COLUMNS, is_of_refusal, normal};
use crate::record::Record;
use crate::table::{Event, TableReader};

/// Why a row was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// As a spreadsheet counts, the header being row 1.
    pub row: u32,
    /// A stable code, of the check or of the plan.
    pub code: String,
    /// A sentence for the person who mends the row.
    pub reason: String,
}

/// Writes the header and the refused rows of a file: the original columns in their order, then `row`, `code` and
/// `reason`. Columns of these names that the file has itself are left out, and ignored when the result is read.
///
/// The output is UTF-8 with commas and CRLF, and begins with a byte order mark where the file does. Cells that a
/// spreadsheet would run as a formula get a `'` in front, which reading takes off again. Fields beyond the header's
/// are told in the reason.
pub struct Refusals<I: Iterator<Item = Refusal>> {
    reader: TableReader,
    writer: Writer<I>,
    /// The file's first bytes, as far as a byte order mark is long.
    start: Vec<u8>,
}

struct Writer<I: Iterator<Item = Refusal>> {
    refusals: Peekable<I>,
    /// Positions of the original columns; `None` before the header.
    columns: Option<Vec<usize>>,
    width: usize,
    body: Vec<u8>,
}

impl<I: Iterator<Item = Refusal>> Refusals<I> {
    /// Will write these rows; they must come in the order of the file. Of several refusals of one row the first is
    /// written.
    pub fn new(refusals: impl IntoIterator<Item = Refusal, IntoIter = I>) -> Refusals<I> {
        let refusals = refusals.into_iter().peekable();
        let writer = Writer {
            refusals,
            columns: None,
            width: 0,
            body: Vec::new(),
        };
        Refusals {
            reader: TableReader::new(),
            writer,
            start: Vec::new(),
        }
    }

    /// Reads the next bytes of the original file and appends what can be written by now.
    pub fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        let missing = BYTE_ORDER_MARK.len() - self.start.len();
        self.start.extend(bytes.iter().take(missing));
        let Refusals { reader, writer, .. } = self;
        reader.push(bytes, &mut |event| writer.on(&event));
        self.flush(out);
    }

    /// Appends the rest, at the end of the original file.
    pub fn finish(mut self, out: &mut Vec<u8>) {
        let Refusals { reader, writer, .. } = &mut self;
        reader.finish(&mut |event| writer.on(&event));
        self.flush(out);
    }

    fn flush(&mut self, out: &mut Vec<u8>) {
        if self.writer.body.is_empty() {
            return;
        }
        if self.start == BYTE_ORDER_MARK {
            out.extend_from_slice(BYTE_ORDER_MARK);
        }
        // Written once; three bytes that are no mark keep `push` from collecting it again.
        self.start = vec![0; BYTE_ORDER_MARK.len()];
        out.append(&mut self.writer.body);
    }
}

impl<I: Iterator<Item = Refusal>> Writer<I> {
    fn on(&mut self, event: &Event<'_>) {
        let Event::Record(record) = event else { return };
        match self.columns.take() {
            Some(columns) => {
                self.row(record, &columns);
                self.columns = Some(columns);
            }
            None if record.is_blank() && record.fault.is_none() => {}
            None => self.header(record),
        }
    }

    fn header(&mut self, record: &Record<'_>) {
        let mut normals = texts(record);
        for name in &mut normals {
            *name = normal(name);
        }
        // Without the profile, a column `code` of the file itself is kept: classes have one.
        let mut columns: Vec<usize> = (0..normals.len()).collect();
        columns.retain(|index| !is_of_refusal(&normals, *index, true));
        self.line(record, &columns, REFUSAL_COLUMNS);
        self.width = normals.len();
        self.columns = Some(columns);
    }

    fn row(&mut self, record: &Record<'_>, columns: &[usize]) {
        while self
            .refusals
            .next_if(|refusal| refusal.row < record.row)
            .is_some()
        {}
        let Some(refusal) = self.refusals.next_if(|refusal| refusal.row == record.row) else {
            return;
        };
        let mut reason = refusal.reason;
        let mut before = " (surplus: ";
        for index in self.width..record.ends.len() {
            let surplus = record.field(index).unwrap_or_default();
            if !is_blank(surplus) {
                reason += before;
                reason += text(surplus);
                before = ", ";
            }
        }
        if before == ", " {
            reason += ")";
        }
        let row = refusal.row.to_string();
        self.line(record, columns, [&row, &refusal.code, &reason]);
    }

    /// Writes the columns of the file itself, and those that are added.
    fn line(&mut self, record: &Record<'_>, columns: &[usize], added: [&str; 3]) {
        let mut fields = Vec::with_capacity(columns.len() + added.len());
        for index in columns {
            fields.push(guarded(record.field(*index).unwrap_or_default()));
        }
        for field in added {
            fields.push(guarded(field.as_bytes()));
        }
        write_record(&mut self.body, &fields, b',');
        self.body.extend_from_slice(b"\r\n");
    }
}

/// The field, safe to be opened in a spreadsheet.
fn guarded(field: &[u8]) -> Vec<u8> {
    let mut guarded = Vec::with_capacity(field.len() + 1);
    if field.first().is_some_and(|byte| begins_formula(*byte)) {
        guarded.push(b'\'');
    }
    guarded.extend_from_slice(field);
    guarded
}

impl From<crate::RefusedRow> for Refusal {
    fn from(refused: crate::RefusedRow) -> Refusal {
        Refusal {
            row: refused.row,
            code: refused.cause.code.to_string(),
            reason: refused.cause.reason(),
        }
    }
}
