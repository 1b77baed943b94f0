//! The report of a check.

use rollbook_rows::{FileReport, Notice, Report};

use super::text::{count, number, printable};
use crate::table::Table;

/// How many notices of a file a screen shows.
const SHOWN: usize = 50;

/// A paragraph and a table a file, and a verdict.
pub fn sentences(report: &Report) -> String {
    let mut text: String = report.files.iter().map(about_file).collect();
    let verdict = match (&report.profile, report.unreadable(), report.ok) {
        (_, true, _) => "A file cannot be read, so nothing of it is accepted.".to_owned(),
        (Some(profile), false, true) if report.rows() == 0 => {
            format!("There are no rows, as profile {profile}, so there is nothing to import.")
        }
        (Some(profile), false, true) => format!("Ready to import, as profile {profile}."),
        (Some(profile), false, false) if accepts_nothing(report) => {
            format!("Nothing is accepted, as profile {profile}. Mend it and check again.")
        }
        (Some(profile), false, false) => {
            format!(
                "Not all rows are accepted, as profile {profile}. Mend them, or import the others."
            )
        }
        (None, false, _) => "No header fits a profile: `rollbook template` prints one.".to_owned(),
    };
    text.push_str(&verdict);
    text
}

fn accepts_nothing(report: &Report) -> bool {
    report.files.iter().all(|file| file.accepted == 0)
}

fn about_file(file: &FileReport) -> String {
    let name = printable(&file.name);
    let (rows, accepted, refused) = (
        count(file.rows, "row"),
        number(file.accepted),
        number(file.refused),
    );
    let mut text = format!("{name}: {rows}, {accepted} accepted, {refused} refused\n");
    if file.notices.is_empty() {
        return text + "\n";
    }
    let mut table = Table::new(&[">row", "column", "", "code", "what was found"]);
    // Errors first: they are what a screen has to show when there is too much of everything.
    let mut notices: Vec<&Notice> = file.notices.iter().collect();
    notices.sort_by_key(|notice| notice.severity);
    for notice in notices.iter().take(SHOWN) {
        table.row([
            notice.row.map(|row| row.to_string()),
            notice.column.as_deref().map(str::to_owned),
            Some(notice.severity.as_str().to_owned()),
            Some(notice.code.as_str().to_owned()),
            Some(notice.message.clone()),
        ]);
    }
    text += &table.render("  ");
    let found: u64 = file.counts.values().sum();
    let more = found.saturating_sub(notices.len().min(SHOWN) as u64);
    if more > 0 {
        text += &format!("  … and {} more; --format json lists them\n", number(more));
    }
    text + "\n" + &fixes(&notices)
}

/// What to do about each kind of error, once.
fn fixes(notices: &[&Notice]) -> String {
    let mut text = String::new();
    let mut told = Vec::new();
    for notice in notices
        .iter()
        .filter(|notice| notice.severity == rollbook_rows::Severity::Error)
    {
        if !told.contains(&notice.code) {
            told.push(notice.code);
            text += &format!("  {}: {}\n", notice.code, notice.fix);
        }
    }
    if text.is_empty() { text } else { text + "\n" }
}
