//! What concerns a row as a whole: faults of its bytes, fields that may have slipped, surplus and lengths.

use super::findings::Findings;
use crate::clean::is_blank;
use crate::header::Layout;
use crate::record::{Record, RecordFault};
use crate::refused::Cause;
use crate::table::MAX_FIELD_BYTES;
use crate::{Code, Field};

/// Notes why a record cannot be trusted.
pub(super) fn illegible(
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

/// Notes that passwords are dropped, and never what they are (R25).
pub(super) fn note_secrets(record: &Record<'_>, layout: &Layout, findings: &mut Findings<'_>) {
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
pub(super) fn slipped(
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

/// Checks what concerns the row as a whole: surplus fields and lengths.
#[inline]
pub(super) fn check_shape(record: &Record<'_>, layout: &Layout, findings: &mut Findings<'_>) {
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
