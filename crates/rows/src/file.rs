//! Checks one file of a run.

mod flag;
mod header_check;
mod outcome;

use crate::accepted::{AcceptedRow, Cells, Sink};
use crate::header::Layout;
use crate::kind::{Part, part};
use crate::notices::Notices;
use crate::record::Record;
use crate::refused::RefusedRow;
use crate::row::{self, Outcome};
use crate::run::Run;
use crate::shape::is_blank_row;
use crate::table::Event;
use crate::{Code, Field, Profile};

/// One file, from its first byte to its report.
pub(crate) struct FileCheck {
    name: String,
    /// What the name says, should this be a package of a student information system.
    pub part: Option<Part>,
    /// Which call of `begin` it had, counted from 0.
    index: usize,
    /// Added to a row's number to have it unique in the run.
    base: u32,
    pub bytes: u64,
    stage: Stage,
    header_seen: bool,
    /// Why the header could not be used as its name says; kept while it is not known whether this is a package.
    misfit: Option<Misfit>,
    rows: u64,
    pub refused: u64,
    /// Ascending by row until verdicts come.
    refusals: Vec<RefusedRow>,
    /// How many of `refusals` come from the rows themselves and not from their likeness to others.
    refused_alone: usize,
    last_row: u32,
    notices: Notices,
    cells: Cells,
}

/// What a header would be refused for.
struct Misfit {
    code: Code,
    row: u32,
    column: Option<Field>,
    value: Option<String>,
    message: String,
}

/// The ordinals of a file's rows.
pub(crate) struct Span {
    base: u32,
    end: u32,
    pub name: String,
    pub deletes: bool,
}

impl Span {
    /// The row that an ordinal means, where it lies in this file.
    pub fn row_of(&self, ordinal: u32) -> Option<u32> {
        (ordinal > self.base && ordinal <= self.end).then(|| ordinal - self.base)
    }
}

enum Stage {
    Header,
    Rows {
        profile: Profile,
        layout: Layout,
        /// Which of the run's registries its rows belong to.
        registry: usize,
    },
    /// The header or the whole file is refused, and with it all rows.
    Refused {
        /// Where passwords stand, so that a row of nothing else is blank here too.
        secrets: Vec<usize>,
    },
    /// The bytes are no text, or could not be had: all rows are void.
    Unreadable,
}

impl FileCheck {
    pub fn new(name: &str, index: usize, base: u32) -> FileCheck {
        FileCheck {
            name: name.to_owned(),
            part: part(name),
            index,
            base,
            bytes: 0,
            stage: Stage::Header,
            header_seen: false,
            misfit: None,
            rows: 0,
            refused: 0,
            refusals: Vec::new(),
            refused_alone: 0,
            last_row: 0,
            notices: Notices::default(),
            cells: [(0, 0); Field::COUNT],
        }
    }

    /// Takes what the reader found next.
    #[inline]
    pub fn on<S: Sink>(&mut self, event: Event<'_>, run: &mut Run<S>) {
        match event {
            Event::Record(mut record) => self.record(&mut record, run),
            Event::BlankLine { row } => self.blank(row),
            Event::Delimiter(b',') => {}
            Event::Delimiter(delimiter) => {
                let name = if delimiter == b'\t' {
                    "tabs"
                } else {
                    "semicolons"
                };
                self.notices
                    .add(Code::DelimiterDetected, None, None, None, &|| {
                        format!("the fields are separated by {name}")
                    });
            }
            Event::Unreadable { row, why } => {
                self.stage = Stage::Unreadable;
                let code = if row.is_none() {
                    Code::FileEmpty
                } else {
                    Code::NotUtf8
                };
                self.notices.add(code, row, None, None, &|| why.message());
            }
        }
    }

    fn record<S: Sink>(&mut self, record: &mut Record<'_>, run: &mut Run<S>) {
        self.last_row = record.row;
        let (profile, layout, registry) = match &self.stage {
            Stage::Rows {
                profile,
                layout,
                registry,
            } => (*profile, layout, *registry),
            Stage::Header => return self.header(record, run),
            Stage::Unreadable => return,
            Stage::Refused { secrets } => {
                if record.fault.is_none() && is_blank_row(record, secrets) {
                    return self.blank(record.row);
                }
                self.rows += 1;
                self.refused += 1;
                return;
            }
        };
        let definition = layout.kind.definition();
        let outcome = row::check(
            record,
            layout,
            definition,
            &mut self.cells,
            &mut self.notices,
        );
        if let Outcome::Blank = outcome {
            return self.blank(record.row);
        }
        self.rows += 1;
        let row = AcceptedRow {
            file: self.index,
            row: record.row,
            kind: layout.kind,
            profile,
            data: &*record.data,
            cells: &self.cells,
            placed: layout.fields,
        };
        if !matches!(outcome, Outcome::Illegible(_))
            && let Some(registry) = run.registries.get_mut(registry)
        {
            let ordinal = self.base.saturating_add(record.row);
            let sameness = &definition.sameness;
            registry.add(ordinal, layout, sameness, |field| row.bytes(field));
        }
        let cause = match outcome {
            Outcome::Good | Outcome::Blank => return run.sink.row(&row),
            Outcome::Refused(cause) => {
                run.sink.refused(&row);
                cause
            }
            Outcome::Nameless(cause) | Outcome::Illegible(cause) => {
                run.sink.unreadable(row.file, row.row, row.kind);
                cause
            }
        };
        self.refused += 1;
        self.refusals.push(RefusedRow {
            row: record.row,
            cause,
        });
    }

    fn blank(&mut self, row: u32) {
        self.last_row = row;
        self.notices
            .add(Code::RowBlank, Some(row), None, None, &|| {
                "the line is blank".to_owned()
            });
    }

    /// The number that the next file's rows are counted from.
    pub fn next_base(&self) -> u32 {
        self.base.saturating_add(self.last_row)
    }

    /// Which ordinals its rows have, and what it is called.
    pub fn span(&self) -> Span {
        Span {
            base: self.base,
            end: self.next_base(),
            name: self.name.clone(),
            deletes: matches!(&self.stage, Stage::Rows { layout, .. } if layout.kind.deletes()),
        }
    }
}
