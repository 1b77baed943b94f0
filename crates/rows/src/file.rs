//! Checks one file of a run.

mod header_check;

use std::borrow::Cow;

use crate::accepted::{AcceptedRow, Cells, Sink};
use crate::clean::is_blank;
use crate::header::Layout;
use crate::notices::Notices;
use crate::order::sort_by;
use crate::profile::Profile;
use crate::refused::{Cause, RefusedRow};
use crate::row::{self, Outcome};
use crate::sameness::Registry;
use crate::table::{Event, Record};
use crate::verdict::{Kind, Verdict};
use crate::{Code, Field, FileReport, ProfileChoice};

/// What the files of a run share.
pub(crate) struct Run<S> {
    pub choice: ProfileChoice,
    pub seed: u64,
    /// Named, or detected by the first header that fitted one.
    pub profile: Option<Profile>,
    pub registry: Option<Registry>,
    pub sink: S,
}

/// One file, from its first byte to its report.
pub(crate) struct FileCheck {
    name: String,
    /// Which call of `begin` it had, counted from 0.
    index: usize,
    /// Added to a row's number to have it unique in the run.
    base: u32,
    pub bytes: u64,
    stage: Stage,
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

/// The ordinals of a file's rows.
pub(crate) struct Span {
    base: u32,
    end: u32,
    pub name: String,
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
    },
    /// The header is refused, and with it all rows.
    HeaderRefused,
    /// The bytes are no text: all rows are void.
    Unreadable,
}

impl FileCheck {
    pub fn new(name: &str, index: usize, base: u32) -> FileCheck {
        FileCheck {
            name: name.to_owned(),
            index,
            base,
            bytes: 0,
            stage: Stage::Header,
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
                    .add(Code::DelimiterDetected, None, None, None, || {
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
                self.notices.add(code, row, None, None, || why.message());
            }
        }
    }

    fn record<S: Sink>(&mut self, record: &mut Record<'_>, run: &mut Run<S>) {
        self.last_row = record.row;
        let (profile, layout) = match &self.stage {
            Stage::Rows { profile, layout } => (*profile, layout),
            Stage::Header => return self.header(record, run),
            Stage::HeaderRefused | Stage::Unreadable => {
                if record.fault.is_none() && is_blank(record.data) {
                    return self.blank(record.row);
                }
                self.rows += 1;
                self.refused += 1;
                return;
            }
        };
        let outcome = row::check(
            record,
            layout,
            profile.definition(),
            &mut self.cells,
            &mut self.notices,
        );
        let ordinal = self.base.saturating_add(record.row);
        if let Outcome::Blank = outcome {
            return self.blank(record.row);
        }
        self.rows += 1;
        let (data, cells) = (&*record.data, &self.cells);
        if let (Some(registry), Outcome::Good | Outcome::Refused(..)) =
            (&mut run.registry, &outcome)
        {
            registry.add(ordinal, layout, |field| {
                let (start, end) = cells.get(field as usize).copied().unwrap_or_default();
                data.get(start as usize..end as usize).unwrap_or_default()
            });
        }
        match outcome {
            Outcome::Refused(cause) | Outcome::Illegible(cause) => {
                self.refused += 1;
                self.refusals.push(RefusedRow {
                    row: record.row,
                    cause,
                });
            }
            _ => run.sink.row(&AcceptedRow {
                file: self.index,
                row: record.row,
                profile,
                data,
                cells,
            }),
        }
    }

    fn blank(&mut self, row: u32) {
        self.last_row = row;
        self.notices.add(Code::RowBlank, Some(row), None, None, || {
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
        }
    }

    /// Takes a verdict on one of its rows; `place` says where the other row is, when asked. True where the sink must forget the row.
    pub fn on_verdict(&mut self, verdict: &Verdict, row: u32, place: impl Fn() -> String) -> bool {
        if matches!(self.stage, Stage::Unreadable) {
            return false;
        }
        let alone = self.refusals.get(..self.refused_alone).unwrap_or_default();
        let refused_already = alone
            .binary_search_by_key(&row, |refused| refused.row)
            .is_ok();
        let column = Some(Cow::Borrowed(verdict.field.name()));
        let name = verdict.field.name();
        match verdict.kind {
            Kind::Conflict => {
                if !refused_already {
                    self.refused += 1;
                    let cause = Cause {
                        code: Code::DuplicateConflict,
                        column: Some(verdict.field),
                    };
                    self.refusals.push(RefusedRow { row, cause });
                }
                self.notices
                    .add(Code::DuplicateConflict, Some(row), column, None, || {
                        format!("the same {name} as {}, but the rows differ", place())
                    });
            }
            Kind::Repeat if refused_already => {}
            Kind::Repeat => {
                self.notices
                    .add(Code::DuplicateRow, Some(row), column, None, || {
                        format!("repeats {}", place())
                    });
            }
        }
        !refused_already
    }

    /// Notes what only the end of a file shows.
    pub fn end(&mut self) {
        self.refused_alone = self.refusals.len();
        match &self.stage {
            Stage::Header => self.notices.add(Code::HeaderMissing, None, None, None, || {
                "the file has blank lines only".to_owned()
            }),
            Stage::Rows { .. } if self.rows == 0 => {
                self.notices.add(Code::HeaderOnly, None, None, None, || {
                    "the file has a header and no rows".to_owned()
                })
            }
            _ => {}
        }
    }

    pub fn report(mut self) -> (FileReport, Vec<RefusedRow>) {
        self.refusals = sort_by(self.refusals, |refused| u128::from(refused.row));
        let refused = if matches!(self.stage, Stage::Unreadable) {
            self.rows
        } else {
            self.refused
        };
        let (counts, notices) = self.notices.finish();
        let report = FileReport {
            name: self.name,
            bytes: self.bytes,
            sha256: None,
            rows: self.rows,
            accepted: self.rows - refused,
            refused,
            counts,
            notices,
        };
        // Where all rows are void, no single one is to be mended.
        let refusals = if matches!(self.stage, Stage::Rows { .. }) {
            self.refusals
        } else {
            Vec::new()
        };
        (report, refusals)
    }
}
