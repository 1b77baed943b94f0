//! Takes or refuses the header of a file.

use std::borrow::Cow;

use super::{FileCheck, Run, Stage};
use crate::accepted::Sink;
use crate::clean::is_blank;
use crate::header::{self, Finding, Reading};
use crate::notices::cut;
use crate::profile::Profile;
use crate::sameness::Registry;
use crate::table::{Record, RecordFault};
use crate::{Code, ProfileChoice, Severity};

impl FileCheck {
    /// Reads the header, and refuses it where it cannot be used.
    pub(super) fn header<S: Sink>(&mut self, record: &Record<'_>, run: &mut Run<S>) {
        if record.fault.is_none() && is_blank(record.data) {
            return self.blank(record.row);
        }
        self.stage = Stage::HeaderRefused;
        if let Some(fault) = record.fault {
            return self.header_fault(record, fault);
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
            return self.header_unusable(record, profile, &reading, run);
        }
        run.profile = Some(profile);
        if self.note_findings(record.row, &reading) {
            return;
        }
        let sameness = &profile.definition().sameness;
        run.registry
            .get_or_insert_with(|| Registry::new(sameness, run.seed));
        self.stage = Stage::Rows {
            profile,
            layout: reading.layout,
        };
    }

    fn header_fault(&mut self, record: &Record<'_>, fault: RecordFault) {
        let code = match fault {
            RecordFault::TooLong => Code::FieldTooLong,
            RecordFault::QuoteStray(_) => Code::QuoteStray,
            RecordFault::QuoteUnclosed => Code::QuoteUnclosed,
        };
        self.notices.add(code, Some(record.row), None, None, || {
            "the header cannot be read".to_owned()
        });
    }

    /// Whoever named no profile did not say that these rows are to be read as what the first file holds.
    fn profile_mixed(&mut self, row: u32, own: Profile, first: Profile) {
        let (own, first) = (own.name(), first.name());
        self.notices
            .add(Code::ProfileMixed, Some(row), None, None, || {
                format!("this file looks like profile {own}, the first one like {first}")
            });
    }

    fn header_unusable<S>(
        &mut self,
        record: &Record<'_>,
        profile: Profile,
        reading: &Reading,
        run: &Run<S>,
    ) {
        let row = Some(record.row);
        if reading.looks_like_data {
            return self
                .notices
                .add(Code::HeaderMissing, row, None, record.field(0), || {
                    "the first line is a row of data and no header".to_owned()
                });
        }
        let needed = &profile.definition().needed;
        let names: Vec<&str> = needed.iter().map(|field| field.name()).collect();
        let names = names.join(" or ");
        let column = needed.first().map(|field| Cow::Borrowed(field.name()));
        let auto = run.choice == ProfileChoice::Auto && run.profile.is_none();
        self.notices
            .add(Code::ColumnMissing, row, column, None, || match auto {
                true => format!(
                    "no profile fits the header; {} would need the column {names}",
                    profile.name()
                ),
                false => format!("the header has no column {names}"),
            });
    }

    /// Notes what is odd about a usable header; true where that refuses it.
    fn note_findings(&mut self, row: u32, reading: &Reading) -> bool {
        let mut refused = false;
        for finding in &reading.findings {
            let Finding {
                code,
                found,
                column,
            } = finding;
            refused |= code.severity() == Severity::Error;
            let written = cut(found.as_bytes());
            let message = match code {
                Code::ColumnNearMiss => format!("“{written}” is read as {column}"),
                Code::ColumnDuplicate => format!("another column of the header means {column} too"),
                Code::ColumnMisspelt => {
                    format!("did you mean {column}? it is ignored as it stands")
                }
                _ => "the column is ignored".to_owned(),
            };
            let column = match code {
                Code::ColumnNearMiss | Code::ColumnDuplicate => Cow::Borrowed(*column),
                _ => Cow::Owned(written),
            };
            let value = Some(found.as_bytes());
            self.notices
                .add(*code, Some(row), Some(column), value, || message);
        }
        refused
    }
}

/// The profile that can use the header and knows the most of its columns; where none can, the one that knows the most.
fn detect(header: &Record<'_>) -> (Profile, Reading) {
    let first = read_as(header, Profile::Benchprep);
    let others = Profile::ALL.iter().skip(1);
    others
        .map(|profile| read_as(header, *profile))
        .fold(
            first,
            |best, next| if fit(&next) > fit(&best) { next } else { best },
        )
}

fn read_as(header: &Record<'_>, profile: Profile) -> (Profile, Reading) {
    (profile, header::read(header, profile.definition()))
}

/// How well a profile fits: the greater, the better.
fn fit((_, reading): &(Profile, Reading)) -> (bool, usize) {
    (reading.usable, reading.layout.columns.len())
}
