//! What the end of a file, of its package and of the run says about its rows.

use std::borrow::Cow;

use super::{FileCheck, Misfit, Stage};
use crate::field::listed;
use crate::order::sort_by;
use crate::refused::{Cause, RefusedRow};
use crate::verdict::{Kind, Verdict};
use crate::{Code, FileReport};

impl FileCheck {
    /// Takes a verdict on one of its rows; `place` says where the other row is, when asked. True where the sink must
    /// forget the row.
    pub fn on_verdict(&mut self, verdict: &Verdict, row: u32, place: impl Fn() -> String) -> bool {
        if self.is_void() {
            return false;
        }
        let alone = self.refusals.get(..self.refused_alone).unwrap_or_default();
        let refused_already = alone
            .binary_search_by_key(&row, |refused| refused.row)
            .is_ok();
        let code = match verdict.kind {
            Kind::GivenAndDeleted => Code::ConflictInPackage,
            Kind::Conflict => Code::DuplicateConflict,
            Kind::Repeat if refused_already => return false,
            Kind::Repeat => Code::DuplicateRow,
        };
        let column = verdict.by.column();
        if verdict.kind != Kind::Repeat && !refused_already {
            self.refused += 1;
            let cause = Cause { code, column };
            self.refusals.push(RefusedRow { row, cause });
        }
        let message = || {
            let (names, place) = (listed(verdict.by.fields(), " and "), place());
            match verdict.kind {
                Kind::GivenAndDeleted => {
                    format!("the same {names} as {place}, and only one of the rows deletes it")
                }
                Kind::Conflict => format!("the same {names} as {place}, but the rows differ"),
                Kind::Repeat => format!("repeats {place}"),
            }
        };
        let column = column.map(|column| Cow::Borrowed(column.name()));
        self.notices.add(code, Some(row), column, None, &message);
        !refused_already
    }

    /// Notes what only the end of a file shows.
    pub fn end(&mut self) {
        self.refused_alone = self.refusals.len();
        match &self.stage {
            Stage::Header => self
                .notices
                .add(Code::HeaderMissing, None, None, None, &|| {
                    "the file has blank lines only".to_owned()
                }),
            Stage::Rows { .. } if self.rows == 0 => {
                self.notices.add(Code::HeaderOnly, None, None, None, &|| {
                    "the file has a header and no rows".to_owned()
                });
            }
            _ => {}
        }
    }

    /// The file's bytes could not be had.
    pub fn reject(&mut self, code: Code, message: &str) {
        self.stage = Stage::Unreadable;
        // Whatever else is wrong with it, this is told alone.
        self.header_seen = false;
        self.notices.retain(&|_| false);
        self.notices
            .add(code, None, None, None, &|| message.to_owned());
    }

    /// Refuses all rows for the sake of the package. What was found in them stays, for whoever mends it all at once.
    pub fn refuse_all(&mut self, code: Code, message: &dyn Fn() -> String) {
        if matches!(self.stage, Stage::Rows { .. }) {
            self.stage = Stage::Refused {
                secrets: Vec::new(),
            };
        }
        self.notices.add(code, None, None, None, message);
    }

    /// Refuses what was taken for a file that stands alone before another one showed that this is a package. The
    /// report is the one that the other order of the files gives.
    pub fn refuse_as_stranger(&mut self) {
        if !self.header_seen {
            return;
        }
        match (self.part, self.misfit.take()) {
            (None, _) => {
                self.forget_findings();
                self.file_name_unknown();
            }
            (Some(_), Some(misfit)) => {
                self.forget_findings();
                self.note_misfit(&misfit);
            }
            (Some(_), None) => {}
        }
    }

    fn forget_findings(&mut self) {
        if matches!(self.stage, Stage::Rows { .. }) {
            self.stage = Stage::Refused {
                secrets: Vec::new(),
            };
        }
        self.notices.retain(&|code| {
            matches!(
                code,
                Code::DelimiterDetected | Code::RowBlank | Code::NotUtf8
            )
        });
    }

    /// A package has no file of this name.
    pub(super) fn file_name_unknown(&mut self) {
        self.notices
            .add(Code::FileNameUnknown, None, None, None, &|| {
                "a package of a student information system has no file of this name".to_owned()
            });
    }

    pub(super) fn note_misfit(&mut self, misfit: &Misfit) {
        let column = misfit.column.map(|column| Cow::Borrowed(column.name()));
        let value = misfit.value.as_deref().map(str::as_bytes);
        self.notices
            .add(misfit.code, Some(misfit.row), column, value, &|| {
                misfit.message.clone()
            });
    }

    /// True where no row counts, whatever the sink was given.
    pub fn is_void(&self) -> bool {
        !matches!(self.stage, Stage::Rows { .. })
    }

    pub fn report(mut self) -> (FileReport, Vec<RefusedRow>) {
        // Where all rows are void, no single one is to be mended.
        let (refused, refusals) = match self.is_void() {
            true => (self.rows, Vec::new()),
            false => (self.refused, std::mem::take(&mut self.refusals)),
        };
        let refusals = sort_by(refusals, |refused| u128::from(refused.row));
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
        (report, refusals)
    }
}
