//! Which column of a file is which column of a profile.

use crate::clean::is_blank;
use crate::email;
use crate::misspelt::is_meant;
use crate::profile::{Column, Definition};
use crate::rewrite::texts;
use crate::table::Record;
use crate::{Code, Field};

/// Columns that refused-row files carry beside the original ones; they are ignored on reading (R17).
pub(crate) const REFUSAL_COLUMNS: [&str; 3] = ["row", "code", "reason"];

/// Where the columns of a profile stand in a file.
pub(crate) struct Layout {
    pub columns: Vec<Placed>,
    /// Fields beyond this many are surplus.
    pub width: usize,
}

impl Layout {
    /// The profile's column at a place, counted from 0.
    pub fn field_at(&self, position: usize) -> Option<Field> {
        let placed = self
            .columns
            .iter()
            .find(|placed| placed.position == position)?;
        Some(placed.column.field)
    }
}

/// A column of the profile and its place, counted from 0.
#[derive(Clone, Copy)]
pub(crate) struct Placed {
    pub position: usize,
    pub column: &'static Column,
}

/// What a header says under a profile.
pub(crate) struct Reading {
    pub layout: Layout,
    pub findings: Vec<Finding>,
    /// At least one needed column is there.
    pub usable: bool,
    /// A cell holds an email, so this is a row of data.
    pub looks_like_data: bool,
}

/// Something to say about one column of the header.
pub(crate) struct Finding {
    pub code: Code,
    /// The name in the header, as it is written.
    pub found: String,
    /// The profile's column that it means or may mean; blank where there is none.
    pub column: &'static str,
}

/// Reads a header under a profile.
pub(crate) fn read(header: &Record<'_>, definition: &'static Definition) -> Reading {
    let names = texts(header);
    let width = names
        .iter()
        .rposition(|name| !is_blank(name.as_bytes()))
        .map_or(0, |last| last + 1);
    let mut columns: Vec<Placed> = Vec::new();
    let mut findings = Vec::new();
    let mut unknown = Vec::new();
    for (position, name) in names.iter().take(width).enumerate() {
        let normal = normal(name);
        if REFUSAL_COLUMNS.contains(&normal.as_str()) {
            continue;
        }
        let mut known = definition.columns.iter();
        let column = known.find(|column| is_named(column, &normal));
        let code = match column {
            None => Code::ColumnUnknown,
            Some(column) if is_placed(&columns, column) => Code::ColumnDuplicate,
            Some(column) => {
                columns.push(Placed { position, column });
                if name == column.field.name() {
                    continue;
                }
                Code::ColumnNearMiss
            }
        };
        findings.push(Finding {
            code,
            found: name.clone(),
            column: column.map_or("", |column| column.field.name()),
        });
        if column.is_none() {
            unknown.push((name, normal));
        }
    }
    // Only the whole header shows which columns the file does not have.
    for (name, normal) in unknown {
        let mut known = definition.columns.iter();
        if let Some(column) =
            known.find(|column| !is_placed(&columns, column) && is_meant(column, &normal))
        {
            findings.push(Finding {
                code: Code::ColumnMisspelt,
                found: name.clone(),
                column: column.field.name(),
            });
        }
    }
    Reading {
        usable: columns
            .iter()
            .any(|placed| definition.needed.contains(&placed.column.field)),
        looks_like_data: names
            .iter()
            .any(|name| email::is_valid(name.trim().as_bytes())),
        layout: Layout { columns, width },
        findings,
    }
}

fn is_placed(columns: &[Placed], column: &Column) -> bool {
    columns
        .iter()
        .any(|placed| placed.column.field == column.field)
}

/// Whether a name in its normal form is one of the column's.
pub(crate) fn is_named(column: &Column, normal: &str) -> bool {
    column.field.name() == normal || column.aliases.contains(&normal)
}

/// Lower case, `_` for spaces and hyphens, nothing invisible.
pub(crate) fn normal(name: &str) -> String {
    let mut bytes = name.as_bytes().to_vec();
    let length = bytes.len();
    let cleaned = crate::clean::clean(&mut bytes, 0, length, false);
    let visible = bytes
        .get_mut(cleaned.start..cleaned.end)
        .unwrap_or_default();
    for byte in visible.iter_mut() {
        *byte = match *byte {
            b' ' | b'-' => b'_',
            other => other.to_ascii_lowercase(),
        };
    }
    String::from_utf8_lossy(visible).into_owned()
}
