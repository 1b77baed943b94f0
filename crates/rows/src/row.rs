//! Checks one row: its shape, then its cells.

use std::borrow::Cow;

use crate::accepted::Cells;
use crate::clean::{clean, is_blank};
use crate::definition::Definition;
use crate::field::listed;
use crate::header::{Layout, Placed};
use crate::notices::Notices;
use crate::refused::Cause;
use crate::shape::is_blank_row;
use crate::table::{MAX_FIELD_BYTES, Record, RecordFault};
use crate::{Code, Field, Severity};

/// How a record turned out.
pub(crate) enum Outcome {
    /// Nothing can be seen in it: no row.
    Blank,
    /// Without error.
    Good,
    /// Something is wrong, but the cells that say whom it means can be read, and are filled and well-formed.
    Refused(Cause),
    /// The cells that say whom it means are blank or malformed, but none has slipped.
    Nameless(Cause),
    /// It cannot even be told whom it means: its bytes have a fault, or its fields may have slipped. No other row
    /// repeats or contradicts it.
    Illegible(Cause),
}

/// The findings of one row.
struct Findings<'n> {
    notices: &'n mut Notices,
    row: u32,
    /// The first error.
    cause: Option<Cause>,
    errors: u32,
    /// No value is repeated, because fields may have slipped and any of them may be a password (R25).
    hides_values: bool,
}

impl Findings<'_> {
    #[cold]
    fn add(
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

/// Checks a record and writes into `cells` where its cleaned cells lie, also those that break their rule. Cells of
/// columns that the file does not have stay as they are.
#[inline]
pub(crate) fn check(
    record: &mut Record<'_>,
    layout: &Layout,
    definition: &Definition,
    cells: &mut Cells,
    notices: &mut Notices,
) -> Outcome {
    let has_secrets = !layout.secrets.is_empty();
    let mut findings = Findings {
        notices,
        row: record.row,
        cause: None,
        errors: 0,
        hides_values: has_secrets,
    };
    if let Some(fault) = record.fault {
        return Outcome::Illegible(illegible(record, fault, layout, &mut findings));
    }
    if is_blank_row(record, &layout.secrets) {
        note_secrets(record, layout, &mut findings);
        return Outcome::Blank;
    }
    let plain = is_plain(record.data);
    if let Some(cause) = slipped(record, layout, plain, &mut findings) {
        return Outcome::Illegible(cause);
    }
    check_shape(record, layout, &mut findings);
    let misshapen = findings.cause;
    if has_secrets {
        findings.hides_values = misshapen.is_some() || record.ends.len() != layout.raw_width;
        if misshapen.is_none() {
            note_secrets(record, layout, &mut findings);
        }
    }
    let mut named = true;
    for placed in &layout.columns {
        let range = record.range(placed.position);
        let mut cell = (0, 0);
        if !range.is_empty() {
            let errors = findings.errors;
            cell = check_cell(record, placed, range, plain, &mut findings);
            if findings.errors > errors && definition.needed.fields().contains(&placed.field) {
                named = false;
            }
        }
        if let Some(slot) = cells.get_mut(placed.field as usize) {
            *slot = cell;
        }
    }
    let is_filled = |field: Field| {
        cells
            .get(field as usize)
            .is_some_and(|(start, end)| start < end)
    };
    if !definition.needed.is_met(is_filled) {
        named = false;
        note_missing(record, layout, definition, &is_filled, &mut findings);
    }
    match (misshapen, findings.cause) {
        (_, None) => Outcome::Good,
        (Some(cause), _) => Outcome::Illegible(cause),
        // Surplus blank fields are ignored, but in a row that is refused they are as likely a sign that all moved.
        (None, Some(cause)) if record.ends.len() > layout.raw_width => Outcome::Illegible(cause),
        (None, Some(cause)) if named => Outcome::Refused(cause),
        (None, Some(cause)) => Outcome::Nameless(cause),
    }
}

/// Notes that passwords are dropped, and never what they are (R25).
fn note_secrets(record: &Record<'_>, layout: &Layout, findings: &mut Findings<'_>) {
    let is_filled = |position: &usize| {
        record
            .field(*position)
            .is_some_and(|field| !is_blank(field))
    };
    let count = record.ends.len();
    let mut secrets = layout.secrets.iter().take_while(|place| **place < count);
    if secrets.any(is_filled) {
        let message = || "the password in this row is left out".to_owned();
        findings.add(Code::PasswordDropped, Some(Field::Password), None, &message);
    }
}

/// Notes what makes a record no row to be looked at: it may have swallowed others, or lacks fields somewhere.
#[inline]
fn slipped(
    record: &Record<'_>,
    layout: &Layout,
    plain: bool,
    findings: &mut Findings<'_>,
) -> Option<Cause> {
    if !plain && let Some(index) = layout.line_break(record) {
        let column = layout.field_at(index);
        let message = || {
            let field = index + 1;
            format!("field {field} has a line break; a quotation mark may be closed too late")
        };
        findings.add(
            Code::ControlCharacter,
            column,
            record.field(index),
            &message,
        );
    } else if layout.lacking_from(record).is_some() {
        let (count, width) = (record.ends.len(), layout.raw_width);
        findings.add(Code::TooFewFields, None, None, &|| {
            format!("the row has {count} fields, the header {width}, and any may be the password")
        });
    }
    findings.cause
}

/// Checks one cell that holds at least a byte; answers where it lies after cleaning.
#[inline]
fn check_cell(
    record: &mut Record<'_>,
    placed: &Placed,
    range: std::ops::Range<usize>,
    plain: bool,
    findings: &mut Findings<'_>,
) -> (u32, u32) {
    if range.len() > MAX_FIELD_BYTES {
        return (range.start as u32, range.end as u32);
    }
    let (field, rule) = (placed.field, placed.rule);
    let cleaned = clean(record.data, range.start, range.end, plain);
    let cell = record
        .data
        .get(cleaned.start..cleaned.end)
        .unwrap_or_default();
    // A record has at most 1 MiB, so this cuts nothing off.
    let place = (cleaned.start as u32, cleaned.end as u32);
    if cell.is_empty() {
        return place;
    }
    if cleaned.invisible {
        findings.add(Code::InvisibleCharacter, Some(field), Some(cell), &|| {
            format!("{} held characters that cannot be seen", field.name())
        });
    } else if cleaned.spaces {
        findings.add(Code::SpacesTrimmed, Some(field), Some(cell), &|| {
            format!("{} had spaces around it", field.name())
        });
    }
    if let Err(code) = rule.check(cell, plain) {
        findings.add(code, Some(field), Some(cell), &|| {
            rule.message(code, field.name())
        });
    }
    place
}

/// True where all bytes are ASCII and no control characters, as in nearly every row; then cells need no closer look.
#[inline]
fn is_plain(data: &[u8]) -> bool {
    // Without a way out of the loop, so that the compiler takes many bytes at a time.
    data.iter().fold(true, |plain, byte| {
        plain & byte.is_ascii() & !byte.is_ascii_control()
    })
}

/// Checks what concerns the row as a whole: surplus fields and lengths.
#[inline]
fn check_shape(record: &Record<'_>, layout: &Layout, findings: &mut Findings<'_>) {
    if layout.has_surplus(record) {
        let mut surplus = (layout.width..record.ends.len()).filter_map(|index| record.field(index));
        let value = surplus.find(|field| !is_blank(field));
        findings.add(Code::TooManyFields, None, value, &|| {
            format!(
                "the row has {} fields, the header {}",
                record.ends.len(),
                layout.width
            )
        });
    }
    if record.data.len() > MAX_FIELD_BYTES {
        for index in 0..record.ends.len() {
            if let Some(value) = record
                .field(index)
                .filter(|field| field.len() > MAX_FIELD_BYTES)
            {
                let message = || format!("the field has {} bytes", value.len());
                findings.add(
                    Code::FieldTooLong,
                    layout.field_at(index),
                    Some(value),
                    &message,
                );
            }
        }
    }
}

/// Notes why a record cannot be trusted.
fn illegible(
    record: &Record<'_>,
    fault: RecordFault,
    layout: &Layout,
    findings: &mut Findings<'_>,
) -> Cause {
    let (code, column, value, message) = match fault {
        RecordFault::TooLong => {
            let message = "the row is longer than 1 MiB; a quotation mark may be closed too late";
            (Code::FieldTooLong, None, None, message.to_owned())
        }
        RecordFault::QuoteUnclosed => {
            let message = "a quotation mark opened in this row is never closed";
            (Code::QuoteUnclosed, None, None, message.to_owned())
        }
        RecordFault::QuoteStray(index) => {
            let message = format!(
                "field {} has a quotation mark where none may stand",
                index + 1
            );
            (
                Code::QuoteStray,
                layout.field_at(index),
                record.field(index),
                message,
            )
        }
    };
    findings.add(code, column, value, &|| message.clone());
    Cause { code, column }
}

fn note_missing(
    record: &Record<'_>,
    layout: &Layout,
    definition: &Definition,
    is_filled: &dyn Fn(Field) -> bool,
    findings: &mut Findings<'_>,
) {
    let count = record.ends.len();
    let lacking = |placed: &&Placed| {
        definition.needed.fields().contains(&placed.field) && !is_filled(placed.field)
    };
    let mut lacking = layout.columns.iter().filter(lacking);
    let fields = definition.needed.lacking(is_filled);
    let names = listed(&fields, " and ");
    if lacking.all(|placed| placed.position >= count) {
        findings.add(Code::TooFewFields, None, None, &|| {
            format!("the row has {count} fields and ends before {names}")
        });
        return;
    }
    let verb = if fields.len() > 1 { "are" } else { "is" };
    findings.add(definition.missing, fields.first().copied(), None, &|| {
        format!("{names} {verb} blank")
    });
}
