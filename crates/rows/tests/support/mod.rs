//! One way to check a text, and short ways to ask about the answer.
#![allow(dead_code, reason = "each test file asks its own questions")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say so")]

use std::collections::HashSet;

use rollbook_rows::{
    AcceptedRow, Checked, Checker, Code, Field, FileReport, ProfileChoice, Severity, Sink,
};

/// Keeps the accepted rows that were not withdrawn, each as its row number and the wanted cells.
#[derive(Default)]
pub struct Kept {
    pub rows: Vec<(u32, Vec<Option<String>>)>,
}

pub const FIELDS: [Field; 10] = [
    Field::Email,
    Field::UserId,
    Field::Username,
    Field::SisId,
    Field::Institution,
    Field::RemoveFromGroup,
    Field::FirstName,
    Field::LastName,
    Field::UserType,
    Field::Groups,
];

impl Sink for Kept {
    fn row(&mut self, row: &AcceptedRow<'_>) {
        let cells = FIELDS
            .iter()
            .map(|field| row.cell(*field).map(str::to_owned))
            .collect();
        self.rows.push((row.row, cells));
    }
}

pub struct Outcome {
    pub checked: Checked<Kept>,
}

pub fn check(profile: &str, content: impl AsRef<[u8]>) -> Outcome {
    check_in_pieces(profile, content, usize::MAX, 7)
}

pub fn check_in_pieces(
    profile: &str,
    content: impl AsRef<[u8]>,
    piece: usize,
    seed: u64,
) -> Outcome {
    let choice: ProfileChoice = profile.parse().unwrap();
    let mut checker = Checker::new(choice, seed, Kept::default());
    checker.begin("file.csv");
    for bytes in content.as_ref().chunks(piece) {
        checker.push(bytes);
    }
    Outcome {
        checked: checker.finish(),
    }
}

/// The code, file and row of each error of a file, in order.
pub fn listed(file: &FileReport) -> Vec<(&str, &str, Option<u32>)> {
    let errors = file
        .notices
        .iter()
        .filter(|notice| notice.severity == Severity::Error);
    errors
        .map(|notice| (notice.code.as_str(), file.name.as_str(), notice.row))
        .collect()
}

impl Outcome {
    pub fn file(&self) -> &FileReport {
        &self.checked.report.files[0]
    }

    /// The code and row of each finding, in order.
    pub fn codes(&self) -> Vec<(Option<u32>, &'static str)> {
        self.file()
            .notices
            .iter()
            .map(|notice| (notice.row, notice.code.as_str()))
            .collect()
    }

    pub fn count(&self, code: Code) -> u64 {
        self.file().counts.get(&code).copied().unwrap_or_default()
    }

    /// Rows, accepted, refused.
    pub fn sums(&self) -> (u64, u64, u64) {
        (self.file().rows, self.file().accepted, self.file().refused)
    }

    /// The rows that take effect: given to the sink and not withdrawn.
    pub fn effective(&self) -> Vec<u32> {
        let withdrawn: HashSet<&(usize, u32)> = self.checked.withdrawn.iter().collect();
        let rows = self.checked.sink.rows.iter().map(|(row, _)| *row);
        rows.filter(|row| !withdrawn.contains(&(0, *row))).collect()
    }

    /// The accepted value of a cell.
    pub fn cell(&self, row: u32, field: Field) -> Option<&str> {
        let index = FIELDS.iter().position(|known| *known == field).unwrap();
        let (_, cells) = self
            .checked
            .sink
            .rows
            .iter()
            .find(|(found, _)| *found == row)?;
        cells[index].as_deref()
    }
}

/// Checks files, by their names, together.
pub fn check_package(profile: &str, files: &[(&str, &str)]) -> Checked<Kept> {
    check_package_with(profile, files, Kept::default())
}

pub fn check_package_with<S: Sink>(profile: &str, files: &[(&str, &str)], sink: S) -> Checked<S> {
    let choice: ProfileChoice = profile.parse().unwrap();
    let mut checker = Checker::new(choice, 11, sink);
    for (name, content) in files {
        checker.begin(name);
        checker.push(content.as_bytes());
    }
    checker.finish()
}

/// The code, file and row of each error of all files, files by name.
pub fn errors<S>(checked: &Checked<S>) -> Vec<(&str, &str, Option<u32>)> {
    checked.report.files.iter().flat_map(listed).collect()
}
