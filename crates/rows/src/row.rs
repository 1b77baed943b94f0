//! Checks one row: its shape, then its cells.

use std::borrow::Cow;

use crate::accepted::Cells;
use crate::clean::{Cleaned, clean, is_blank};
use crate::header::{Layout, Placed};
use crate::notices::Notices;
use crate::profile::Definition;
use crate::table::{MAX_FIELD_BYTES, Record, RecordFault};
use crate::{Code, Field};

/// How a record turned out.
pub(crate) enum Outcome {
    /// Nothing can be seen in it: no row.
    Blank,
    /// Without error.
    Good,
    /// A cell is wrong, but the cells that say whom it means can be read.
    Refused,
    /// It cannot even be told whom it means.
    Illegible,
}

/// Checks a record and writes into `cells` where its cleaned cells lie.
#[inline]
pub(crate) fn check(
    record: &mut Record<'_>,
    layout: &Layout,
    definition: &Definition,
    cells: &mut Cells,
    notices: &mut Notices,
) -> Outcome {
    if let Some(fault) = record.fault {
        note_fault(record, fault, layout, notices);
        return Outcome::Illegible;
    }
    if looks_blank(record) {
        return Outcome::Blank;
    }
    let mut good = fits(record, layout, notices);
    let ascii = record.data.is_ascii();
    *cells = [(0, 0); Field::COUNT];
    for placed in &layout.columns {
        let Some(&end) = record.ends.get(placed.position) else {
            continue;
        };
        let start = match placed.position.checked_sub(1) {
            Some(before) => record.ends.get(before).copied().unwrap_or_default(),
            None => 0,
        };
        if start == end {
            continue;
        }
        good &= check_cell(record, placed, start, end, ascii, cells, notices);
    }
    let filled = |field: &Field| {
        cells
            .get(*field as usize)
            .is_some_and(|(start, end)| start < end)
    };
    if !definition.needed.iter().any(filled) {
        note_missing(record, layout, definition, notices);
        good = false;
    }
    if good {
        Outcome::Good
    } else {
        Outcome::Refused
    }
}

/// Checks one cell that holds at least a byte. A cell that breaks its rule is left out of `cells`.
#[inline]
fn check_cell(
    record: &mut Record<'_>,
    placed: &Placed,
    start: usize,
    end: usize,
    ascii: bool,
    cells: &mut Cells,
    notices: &mut Notices,
) -> bool {
    let name = placed.column.field.name();
    if end - start > MAX_FIELD_BYTES {
        return true;
    }
    let cleaned = clean(record.data, start, end, ascii);
    if cleaned.spaces || cleaned.invisible {
        note_cleaned(record, cleaned, name, notices);
    }
    let cell = record
        .data
        .get(cleaned.start..cleaned.end)
        .unwrap_or_default();
    if cell.is_empty() {
        return true;
    }
    if let Some(slot) = cells.get_mut(placed.column.field as usize) {
        *slot = (cleaned.start, cleaned.end);
    }
    let Err(code) = placed.column.rule.check(cell) else {
        return true;
    };
    notices.add(
        code,
        Some(record.row),
        Some(Cow::Borrowed(name)),
        Some(cell),
        || placed.column.rule.message(code, name),
    );
    false
}

fn looks_blank(record: &Record<'_>) -> bool {
    match record.data.first() {
        None => true,
        // What can be seen needs no closer look; only the rare row that begins oddly gets one.
        Some(first) if first.is_ascii_graphic() => false,
        Some(_) => is_blank(record.data),
    }
}

/// Checks what concerns the row as a whole: surplus fields and lengths.
fn fits(record: &Record<'_>, layout: &Layout, notices: &mut Notices) -> bool {
    let mut good = true;
    if record.ends.len() > layout.width {
        let surplus = (layout.width..record.ends.len())
            .filter_map(|index| record.field(index))
            .find(|field| !is_blank(field));
        if let Some(value) = surplus {
            notices.add(
                Code::TooManyFields,
                Some(record.row),
                None,
                Some(value),
                || {
                    format!(
                        "the row has {} fields, the header {}",
                        record.ends.len(),
                        layout.width
                    )
                },
            );
            good = false;
        }
    }
    if record.data.len() > MAX_FIELD_BYTES {
        for index in 0..record.ends.len() {
            let Some(field) = record
                .field(index)
                .filter(|field| field.len() > MAX_FIELD_BYTES)
            else {
                continue;
            };
            notices.add(
                Code::FieldTooLong,
                Some(record.row),
                column_name(layout, index),
                Some(field),
                || format!("the field has {} bytes", field.len()),
            );
            good = false;
        }
    }
    good
}

fn column_name(layout: &Layout, position: usize) -> Option<Cow<'static, str>> {
    let placed = layout
        .columns
        .iter()
        .find(|placed| placed.position == position)?;
    Some(Cow::Borrowed(placed.column.field.name()))
}

fn note_fault(record: &Record<'_>, fault: RecordFault, layout: &Layout, notices: &mut Notices) {
    let row = Some(record.row);
    match fault {
        RecordFault::TooLong => notices.add(Code::FieldTooLong, row, None, None, || {
            "the row is longer than 1 MiB; a quotation mark may be closed too late".to_owned()
        }),
        RecordFault::QuoteUnclosed => notices.add(Code::QuoteUnclosed, row, None, None, || {
            "a quotation mark opened in this row is never closed".to_owned()
        }),
        RecordFault::QuoteStray(field) => {
            notices.add(
                Code::QuoteStray,
                row,
                column_name(layout, field),
                record.field(field),
                || {
                    format!(
                        "field {} has a quotation mark where none may stand",
                        field + 1
                    )
                },
            );
        }
    }
}

fn note_cleaned(record: &Record<'_>, cleaned: Cleaned, name: &'static str, notices: &mut Notices) {
    let value = record.data.get(cleaned.start..cleaned.end);
    let (row, column) = (Some(record.row), Some(Cow::Borrowed(name)));
    if cleaned.invisible {
        notices.add(Code::InvisibleCharacter, row, column, value, || {
            format!("{name} held characters that cannot be seen")
        });
    } else {
        notices.add(Code::SpacesTrimmed, row, column, value, || {
            format!("{name} had spaces around it")
        });
    }
}

fn note_missing(
    record: &Record<'_>,
    layout: &Layout,
    definition: &Definition,
    notices: &mut Notices,
) {
    let names: Vec<&str> = definition.needed.iter().map(|field| field.name()).collect();
    let needed = |placed: &&Placed| definition.needed.contains(&placed.column.field);
    let cut_short = layout
        .columns
        .iter()
        .filter(needed)
        .all(|placed| placed.position >= record.ends.len());
    let row = Some(record.row);
    if cut_short {
        notices.add(Code::TooFewFields, row, None, None, || {
            format!(
                "the row has {} fields and ends before {}",
                record.ends.len(),
                names.join(" and ")
            )
        });
        return;
    }
    let column = definition
        .needed
        .first()
        .map(|field| Cow::Borrowed(field.name()));
    notices.add(definition.missing, row, column, None, || {
        match names.as_slice() {
            [only] => format!("{only} is blank"),
            _ => format!("{} are blank", names.join(" and ")),
        }
    });
}
