//! Checks one row: as a whole, then its cells.

mod findings;
mod whole;

use crate::accepted::Cells;
use crate::clean::clean;
use crate::definition::Definition;
use crate::field::listed;
use crate::header::{Layout, Placed};
use crate::notices::Notices;
use crate::record::Record;
use crate::refused::Cause;
use crate::shape::is_blank_row;
use crate::table::MAX_FIELD_BYTES;
use crate::{Code, Field};
use findings::Findings;

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
    let mut findings = Findings::new(record.row, has_secrets, notices);
    if let Some(fault) = record.fault {
        return Outcome::Illegible(whole::illegible(record, fault, layout, &mut findings));
    }
    if is_blank_row(record, &layout.secrets) {
        whole::note_secrets(record, layout, &mut findings);
        return Outcome::Blank;
    }
    let plain = record.ascii;
    if let Some(cause) = whole::slipped(record, layout, plain, &mut findings) {
        return Outcome::Illegible(cause);
    }
    whole::check_shape(record, layout, &mut findings);
    let misshapen = findings.cause;
    if has_secrets {
        findings.hides_values = misshapen.is_some() || record.ends.len() != layout.raw_width;
        if misshapen.is_none() {
            whole::note_secrets(record, layout, &mut findings);
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
