//! What a plan says of whole files.

use rollbook_domain::Command;
use rollbook_rows::{Profile as RowProfile, Severity};

use super::super::decided::Decided;
use super::super::package::Package;
use super::super::planned::{DecidedRow, PlannedEvent};
use super::super::status::{IMPORT_WILL_RESTORE, status_command};
use super::file_name;
use crate::answers;

/// What concerns a whole file: what the validator said of it, and what it does not do.
pub(super) fn notices(package: &Package, decided: &Decided) -> Vec<answers::PlanNotice> {
    let mut notices = Vec::new();
    for (index, file) in package.files.iter().enumerate() {
        let found = package
            .report_of(index)
            .map_or(&[][..], |report| &report.notices);
        // The header's row, or no row at all; errors of single rows are among the refusals.
        let of_file = found
            .iter()
            .filter(|notice| notice.row.is_none_or(|row| row <= 1));
        notices.extend(of_file.map(|notice| answers::PlanNotice {
            file: file.name.clone(),
            code: notice.code.as_str().to_owned(),
            severity: notice.severity,
            message: match &notice.column {
                Some(column) => format!("{column}: {}", notice.message),
                None => notice.message.clone(),
            },
        }));
    }
    if let Some(file) = void_of_package(package) {
        notices.push(answers::PlanNotice {
            file: package.files.get(file).map(|file| file.name.clone()).unwrap_or_default(),
            code: "package-refused".to_owned(),
            severity: Severity::Error,
            message: "the file is refused as a whole, and the files of a package belong together: nothing of them is taken; mend the file, or leave it out".to_owned(),
        });
    }
    notices.extend(restored(package, decided));
    notices.extend(decided.notices.iter().map(|notice| answers::PlanNotice {
        file: file_name(package, notice.file),
        code: notice.code.to_owned(),
        severity: Severity::Warning,
        message: notice.message.clone(),
    }));
    notices
}

/// R38, once for all of them.
fn restored(package: &Package, decided: &Decided) -> Option<answers::PlanNotice> {
    let is_restored = |row: &&DecidedRow| {
        let note = row.note.as_ref();
        note.is_some_and(|note| note.code == IMPORT_WILL_RESTORE)
    };
    let many = decided.rows.iter().filter(is_restored).count();
    let done = decided.rows.iter().find(is_restored).and_then(command)?;
    let note = answers::Note::import_will_restore_some(done, many);
    Some(answers::PlanNotice {
        file: file_name(package, 0),
        code: note.code,
        severity: Severity::Warning,
        message: note.message,
    })
}

/// What a bulk action does is the same in every row.
fn command(row: &DecidedRow) -> Option<Command> {
    row.events.iter().find_map(|event| match event {
        PlannedEvent::Status(event) => status_command(event),
        _ => None,
    })
}

/// The file for whose sake nothing of a package is taken.
fn void_of_package(package: &Package) -> Option<usize> {
    let belongs_together = package.profile().is_some_and(RowProfile::is_powerschool);
    let first = package.void.first().copied();
    first.filter(|_| belongs_together && package.files.len() > 1)
}
