//! Takes or refuses the header of a file.

use std::borrow::Cow;

use super::{FileCheck, Misfit, Stage};
use crate::accepted::Sink;
use crate::definition::Needed;
use crate::field::listed;
use crate::header::{self, Finding, Reading};
use crate::notices::cut;
use crate::record::{Record, RecordFault};
use crate::run::Run;
use crate::{Code, Field, FileKind, Profile, ProfileChoice};

impl FileCheck {
    /// Reads the header, and refuses it where it cannot be used.
    pub(super) fn header<S: Sink>(&mut self, record: &Record<'_>, run: &mut Run<S>) {
        if record.fault.is_none() && record.is_blank() {
            return self.blank(record.row);
        }
        self.stage = Stage::Refused {
            secrets: header::secrets(record),
        };
        self.header_seen = true;
        if run.package.found && self.part.is_none() {
            return self.file_name_unknown();
        }
        if let Some(fault) = record.fault {
            return self.header_fault(record, fault);
        }
        if let Some(part) = self.part
            && (run.package.found || run.choice == ProfileChoice::Auto)
        {
            let reading = header::read(record, part.kind);
            if reading.usable {
                run.package.found = true;
                let profile = self.profile_of_part(part.full, &reading, record, run);
                return self.take_header(record, profile, reading, run);
            }
            let misfit = self.misfit(record, &reading, None);
            if run.package.found {
                return self.note_misfit(&misfit);
            }
            self.misfit = Some(misfit);
        }
        self.header_alone(record, run);
    }

    /// The header of a file whose name does not say what it holds.
    fn header_alone<S: Sink>(&mut self, record: &Record<'_>, run: &mut Run<S>) {
        if run.choice == ProfileChoice::Auto && is_of_package(record) {
            match self.misfit.take() {
                Some(misfit) => {
                    self.note_misfit(&misfit);
                    self.misfit = Some(misfit);
                }
                None => self.file_name_unknown(),
            }
            return;
        }
        let (profile, reading) = match (run.profile, run.choice) {
            (None, _) => detect(record),
            (Some(profile), ProfileChoice::Named(_)) => read_as(record, profile),
            (Some(profile), ProfileChoice::Auto) => {
                let (first, own) = (read_as(record, profile), detect(record));
                if own.1.usable && fit(&own) > fit(&first) {
                    return self.profile_mixed(record.row, own.0, profile);
                }
                first
            }
        };
        if !reading.usable {
            let auto = run.choice == ProfileChoice::Auto && run.profile.is_none();
            let misfit = self.misfit(record, &reading, auto.then_some(profile));
            return self.note_misfit(&misfit);
        }
        run.profile = Some(profile);
        self.take_header(record, profile, reading, run);
    }

    /// Goes on to the rows, unless a finding refuses the header.
    fn take_header<S>(
        &mut self,
        record: &Record<'_>,
        profile: Profile,
        reading: Reading,
        run: &mut Run<S>,
    ) {
        self.note_findings(record.row, &reading);
        if self.notices.has_errors() {
            return;
        }
        let layout = reading.layout;
        self.stage = Stage::Rows {
            profile,
            registry: run.registries.begin_file(layout.kind, run.seed),
            layout,
        };
    }

    fn header_fault(&mut self, record: &Record<'_>, fault: RecordFault) {
        let code = match fault {
            RecordFault::TooLong => Code::FieldTooLong,
            RecordFault::QuoteStray(_) => Code::QuoteStray,
            RecordFault::QuoteUnclosed => Code::QuoteUnclosed,
        };
        self.notices.add(code, Some(record.row), None, None, &|| {
            "the header cannot be read".to_owned()
        });
    }

    /// Whoever named no profile did not say that these rows are to be read as what the first file holds.
    fn profile_mixed(&mut self, row: u32, own: Profile, first: Profile) {
        let (own, first) = (own.name(), first.name());
        self.notices
            .add(Code::ProfileMixed, Some(row), None, None, &|| {
                format!("this file looks like profile {own}, the first one like {first}")
            });
    }

    /// Why a header cannot be used. `nearest` is the profile that fits best where none fits.
    fn misfit(&self, record: &Record<'_>, reading: &Reading, nearest: Option<Profile>) -> Misfit {
        let row = record.row;
        if reading.looks_like_data {
            return Misfit {
                code: Code::HeaderMissing,
                row,
                column: None,
                value: record.field(0).map(cut),
                message: "the first line is a row of data and no header".to_owned(),
            };
        }
        let needed = &reading.layout.kind.definition().needed;
        let lacking = needed.lacking(&|field| reading.layout.fields.contains(field));
        let word = match needed {
            Needed::Any(_) => " or ",
            Needed::All(_) => " and ",
        };
        let names = listed(&lacking, word);
        Misfit {
            code: Code::ColumnMissing,
            row,
            column: lacking.first().copied(),
            value: None,
            message: match nearest {
                Some(profile) => {
                    let profile = profile.name();
                    format!("no profile fits the header; {profile} would need the column {names}")
                }
                None => format!("the header has no column {names}"),
            },
        }
    }

    /// Notes what is odd about a usable header.
    fn note_findings(&mut self, row: u32, reading: &Reading) {
        for finding in &reading.findings {
            let Finding {
                code,
                found,
                column,
            } = finding;
            let written = cut(found.as_bytes());
            let message = || match code {
                Code::ColumnNearMiss => format!("“{written}” is read as {column}"),
                Code::ColumnDuplicate => format!("another column of the header means {column} too"),
                Code::ColumnMisspelt => {
                    format!("did you mean {column}? it is ignored as it stands")
                }
                _ => "the column is ignored".to_owned(),
            };
            let column = match code {
                Code::ColumnNearMiss | Code::ColumnDuplicate => Cow::Borrowed(*column),
                _ => Cow::Owned(written.clone()),
            };
            let value = Some(found.as_bytes());
            self.notices
                .add(*code, Some(row), Some(column), value, &message);
        }
    }
}

/// Whether a header is rather that of a package than of a file that stands alone. Taken for the latter, a full import
/// that a browser saved as `users (1).csv` would act on everyone whom it states.
fn is_of_package(header: &Record<'_>) -> bool {
    let (_, alone) = detect(header);
    let kinds = FileKind::ALL
        .into_iter()
        .filter(|kind| kind.is_of_package());
    let mut readings = kinds.map(|kind| header::read(header, kind));
    readings.any(|reading| {
        let has = |field: &Field| reading.layout.fields.contains(*field);
        OF_PACKAGES_ALONE.iter().any(has)
            && (reading.usable || reading.layout.columns.len() >= alone.layout.columns.len())
    })
}

/// Columns that no file has which stands alone.
const OF_PACKAGES_ALONE: [Field; 4] = [
    Field::ImportId,
    Field::Enabled,
    Field::Blocked,
    Field::ClassId,
];

/// The profile that can use the header and knows the most of its columns; where none can, the one that knows the most.
fn detect(header: &Record<'_>) -> (Profile, Reading) {
    let mut best = read_as(header, Profile::Benchprep);
    for other in [Profile::Accounts, Profile::Activity] {
        let next = read_as(header, other);
        if fit(&next) > fit(&best) {
            best = next;
        }
    }
    best
}

/// How well a profile fits: the greater, the better.
fn fit((_, reading): &(Profile, Reading)) -> (bool, usize) {
    (
        reading.usable && reading.telling,
        reading.layout.columns.len(),
    )
}

fn read_as(header: &Record<'_>, profile: Profile) -> (Profile, Reading) {
    let kind = profile.kind().unwrap_or(FileKind::Bulk);
    (profile, header::read(header, kind))
}
