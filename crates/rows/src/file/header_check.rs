//! Takes or refuses the header of a file.

use std::borrow::Cow;

use super::{FileCheck, Run, Stage};
use crate::accepted::Sink;
use crate::clean::is_blank;
use crate::header::{self, Finding, Reading};
use crate::profile::Profile;
use crate::sameness::Registry;
use crate::table::{Record, RecordFault};
use crate::{Code, ProfileChoice};

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
        let (profile, reading) = match run
            .profile
            .map(|profile| (profile, header::read(record, profile.definition())))
        {
            Some(known) => known,
            None => detect(record),
        };
        if !reading.usable {
            return self.header_unusable(record, profile, &reading, run);
        }
        if self.note_findings(record.row, &reading) {
            return;
        }
        run.profile = Some(profile);
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
            let (code, column, found, message) = match finding {
                Finding::NearMiss { found, column } => (
                    Code::ColumnNearMiss,
                    Cow::Borrowed(*column),
                    found,
                    format!("read as the column {column}"),
                ),
                Finding::Duplicate { found, column } => {
                    refused = true;
                    let message = format!("another column of the header means {column} too");
                    (
                        Code::ColumnDuplicate,
                        Cow::Borrowed(*column),
                        found,
                        message,
                    )
                }
                Finding::Unknown { found } => {
                    let name = String::from_utf8_lossy(found.as_bytes())
                        .chars()
                        .take(80)
                        .collect::<String>();
                    (
                        Code::ColumnUnknown,
                        Cow::Owned(name),
                        found,
                        "the column is ignored".to_owned(),
                    )
                }
            };
            self.notices.add(
                code,
                Some(row),
                Some(column),
                Some(found.as_bytes()),
                || message,
            );
        }
        refused
    }
}

/// The profile that can use the header and knows the most of its columns; where none can, the one that knows the most.
fn detect(header: &Record<'_>) -> (Profile, Reading) {
    let read = |profile: &Profile| (*profile, header::read(header, profile.definition()));
    let fit = |(_, reading): &(Profile, Reading)| (reading.usable, reading.layout.columns.len());
    let first = (
        Profile::Benchprep,
        header::read(header, Profile::Benchprep.definition()),
    );
    Profile::ALL
        .iter()
        .skip(1)
        .map(read)
        .fold(
            first,
            |best, next| if fit(&next) > fit(&best) { next } else { best },
        )
}
