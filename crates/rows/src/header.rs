//! Which column of a file is which column of its kind.

use crate::cell::Rule;
use crate::clean::is_blank;
use crate::definition::{Column, Definition};
use crate::email;
use crate::encoding::text;
use crate::field::Fields;
use crate::misspelt::is_meant;
use crate::record::Record;
use crate::rewrite::texts;
use crate::secret::is_secret;
use crate::{Code, Field, FileKind};

/// Columns that refused-row files carry beside the original ones; they are ignored on reading (R17).
pub(crate) const REFUSAL_COLUMNS: [&str; 3] = ["row", "code", "reason"];

/// Where the columns of a kind stand in a file.
pub(crate) struct Layout {
    pub kind: FileKind,
    pub columns: Vec<Placed>,
    /// The fields of `columns`, and the password where the kind knows one.
    pub fields: Fields,
    /// Where passwords stand, ascending; no cell there is ever looked at, only whether it is filled (R25).
    pub secrets: Vec<usize>,
    /// Fields beyond this many are surplus.
    pub width: usize,
    /// How many fields the header has, blank ones at its end included.
    pub raw_width: usize,
}

impl Layout {
    /// The kind's column at a place, counted from 0.
    pub fn field_at(&self, position: usize) -> Option<Field> {
        let placed = self
            .columns
            .iter()
            .find(|placed| placed.position == position)?;
        Some(placed.field)
    }

    /// Where a column stands, counted from 0.
    pub fn position_of(&self, field: Field) -> Option<usize> {
        let placed = self.columns.iter().find(|placed| placed.field == field)?;
        Some(placed.position)
    }
}

/// A column of the kind, its place, counted from 0, and what it takes.
#[derive(Clone, Copy)]
pub(crate) struct Placed {
    pub position: usize,
    pub field: Field,
    pub rule: Rule,
}

/// What a header says under a kind.
pub(crate) struct Reading {
    pub layout: Layout,
    pub findings: Vec<Finding>,
    /// The needed columns are there.
    pub usable: bool,
    /// A column is there by which the kind can be told from others.
    pub telling: bool,
    /// A cell holds an email, so this is a row of data.
    pub looks_like_data: bool,
}

/// Something to say about one column of the header.
pub(crate) struct Finding {
    pub code: Code,
    /// The name in the header, as it is written.
    pub found: String,
    /// The kind's column that it means or may mean; blank where there is none.
    pub column: &'static str,
}

/// Where passwords stand by a header, whatever the kind of its file.
pub(crate) fn secrets(header: &Record<'_>) -> Vec<usize> {
    match header.fault {
        Some(_) => Vec::new(),
        None => read(header, FileKind::Users).layout.secrets,
    }
}

/// Reads a header as that of a file of a kind.
pub(crate) fn read(header: &Record<'_>, kind: FileKind) -> Reading {
    let definition = kind.definition();
    let names = texts(header);
    let normals: Vec<String> = names.iter().map(|name| normal(name)).collect();
    let width = names
        .iter()
        .rposition(|name| !is_blank(name.as_bytes()))
        .map_or(0, |last| last + 1);
    let mut layout = Layout {
        kind,
        columns: Vec::new(),
        fields: Fields::default(),
        secrets: Vec::new(),
        width,
        raw_width: names.len(),
    };
    let mut findings = Vec::new();
    for (position, (name, normal)) in names.iter().zip(&normals).enumerate().take(width) {
        if is_secret(normal) {
            layout.secrets.push(position);
        }
        let known = definition
            .columns
            .iter()
            .find(|column| is_named(column, normal));
        if is_of_refusal(&normals, position, known.is_some()) {
            continue;
        }
        let code = match known {
            None => Code::ColumnUnknown,
            Some(column) if layout.fields.contains(column.field) => Code::ColumnDuplicate,
            Some(column) => {
                layout.place(position, column, definition);
                if name == column.field.name() {
                    continue;
                }
                Code::ColumnNearMiss
            }
        };
        findings.push(Finding {
            code,
            found: name.clone(),
            column: known.map_or("", |column| column.field.name()),
        });
    }
    note_misspelt(&mut findings, &layout, definition);
    let has = |field| layout.fields.contains(field);
    Reading {
        usable: definition.needed.is_met(has),
        telling: definition.telling.is_empty()
            || definition.telling.iter().any(|field| has(*field)),
        looks_like_data: names
            .iter()
            .any(|name| email::is_valid(name.trim().as_bytes())),
        layout,
        findings,
    }
}

impl Layout {
    fn place(&mut self, position: usize, column: &Column, definition: &Definition) {
        self.fields.insert(column.field);
        if column.field == Field::Password {
            return;
        }
        let counts = !definition.only_needed || definition.needed.fields().contains(&column.field);
        self.columns.push(Placed {
            position,
            field: column.field,
            rule: if counts { column.rule } else { Rule::Any },
        });
    }
}

/// Only the whole header shows which columns the file does not have.
fn note_misspelt(findings: &mut Vec<Finding>, layout: &Layout, definition: &Definition) {
    for place in 0..findings.len() {
        let Some(Finding { code, found, .. }) = findings.get(place) else {
            return;
        };
        let normal = normal(found);
        let mut absent = definition
            .columns
            .iter()
            .filter(|column| !layout.fields.contains(column.field));
        if *code == Code::ColumnUnknown
            && let Some(meant) = absent.find(|column| is_meant(column, &normal))
        {
            let misspelt = Finding {
                code: Code::ColumnMisspelt,
                found: found.clone(),
                column: meant.field.name(),
            };
            findings.push(misspelt);
        }
    }
}

/// Whether a column was added with the refused rows (R17). Classes have a column `code` of their own, which is theirs
/// unless it stands between the two others.
pub(crate) fn is_of_refusal(normals: &[String], position: usize, known: bool) -> bool {
    let name = |position: Option<usize>| {
        let name = normals.get(position?)?;
        Some(name.as_str())
    };
    let Some(own) = name(Some(position)).filter(|own| REFUSAL_COLUMNS.contains(own)) else {
        return false;
    };
    let [row, _, reason] = REFUSAL_COLUMNS;
    !known
        || own == row
        || own == reason
        || name(position.checked_sub(1)) == Some(row)
        || name(position.checked_add(1)) == Some(reason)
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
    text(visible).to_owned()
}
