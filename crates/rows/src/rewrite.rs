//! Reads files again to pick rows out of them, to mend cells, to give back what was refused (R17), or to leave out
//! passwords (R25).
//!
//! All of them number rows as the check does, take the bytes in any pieces, and hold one record at a time.

mod mender;
mod password_stripper;
mod picker;
mod refusals;

pub use mender::{Edit, EditedColumn, Mender};
pub use password_stripper::PasswordStripper;
pub use picker::{Picked, PickedRow, Picker};
pub use refusals::{Refusal, Refusals};

use crate::encoding::text;
use crate::record::Record;

/// Appends a field, in quotation marks where it needs them.
fn write_field(out: &mut Vec<u8>, field: &[u8], delimiter: u8) {
    if !field
        .iter()
        .any(|byte| matches!(byte, b'"' | b'\r' | b'\n') || *byte == delimiter)
    {
        out.extend_from_slice(field);
        return;
    }
    out.push(b'"');
    for &byte in field {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
}

/// Appends fields as a record without its line break. A single blank field is quoted, or it would be a blank line.
fn write_record<F: AsRef<[u8]>>(out: &mut Vec<u8>, fields: &[F], delimiter: u8) {
    if let [only] = fields
        && only.as_ref().is_empty()
    {
        out.extend_from_slice(b"\"\"");
        return;
    }
    for (index, field) in fields.iter().enumerate() {
        if index > 0 {
            out.push(delimiter);
        }
        write_field(out, field.as_ref(), delimiter);
    }
}

/// The fields of a record as text, as they stand in the file apart from quotation marks.
pub(crate) fn texts(record: &Record<'_>) -> Vec<String> {
    (0..record.ends.len())
        .map(|index| text(record.field(index).unwrap_or_default()).to_owned())
        .collect()
}
