//! A package as the row validator read it.

use rollbook_book::Reads;
use rollbook_rows::{Checker, FileReport, Profile as RowProfile, RefusedRow, Report, Severity};

use super::intents::Intents;
use crate::Error;
use crate::answers::PlanFile;

/// Refused rows that a plan lists at most: each of them is kept, and shown to whoever asks.
pub(crate) const MOST_REFUSED: u64 = 1_000_000;

/// What the files ask for, and what is wrong with them.
pub(crate) struct Package {
    pub(crate) intents: Intents,
    pub(crate) report: Report,
    /// By file, in the order of the upload.
    pub(crate) refused: Vec<Vec<RefusedRow>>,
    /// Files, by their place in the upload, of which no row can be taken.
    pub(crate) void: Vec<usize>,
    /// In the order of the upload.
    pub(crate) files: Vec<PlanFile>,
}

impl Package {
    /// What files hold that were read to their end, which are listed in the order of the upload.
    ///
    /// # Errors
    /// [`Error::Unreadable`] where a file is empty or no text at all, or where more rows are refused
    /// than a plan can list.
    pub(super) fn of(checker: Checker<Intents>, files: Vec<PlanFile>) -> Result<Package, Error> {
        let checked = checker.finish();
        if let Some(file) = checked.report.files.iter().find(|file| file.unreadable()) {
            return Err(unreadable(file));
        }
        permit_refused(checked.report.files.iter().map(|file| file.refused).sum())?;
        let mut intents = checked.sink;
        intents.end()?;
        intents.withdraw(&checked.withdrawn);
        intents.names = files.iter().map(|file| file.name.clone()).collect();
        let mut package = Package {
            intents,
            report: checked.report,
            refused: checked.refusals,
            void: checked.void,
            files,
        };
        package.judge_as_a_whole()?;
        Ok(package)
    }

    /// What a student information system sends belongs together: where one file is refused as a
    /// whole, nothing of the others is taken. An empty list of users still states something (R33).
    fn judge_as_a_whole(&mut self) -> Result<(), Error> {
        if !self.profile().is_some_and(RowProfile::is_powerschool) {
            return Ok(());
        }
        if !self.void.is_empty() {
            self.intents.clear();
            return Ok(());
        }
        let roster = self.intents.file_named("roster.csv");
        let roster = roster.and_then(|file| self.report_of(file));
        let is_roster_incomplete = roster.is_some_and(|report| report.refused > 0);
        self.intents.gather()?.is_roster_incomplete = is_roster_incomplete;
        let users = self.intents.file_named("users.csv");
        self.intents.is_header_only = users
            .and_then(|file| self.report_of(file))
            .is_some_and(|report| report.rows == 0);
        Ok(())
    }

    /// Whether rows were compared with another standing than what is read.
    pub(crate) fn is_outdated(&self, reads: &Reads<'_>) -> Result<bool, Error> {
        match &self.intents.gathered {
            Some(gathered) => Ok(reads.revision()? != gathered.revision()),
            None => Ok(false),
        }
    }

    /// The profile that was named or detected.
    pub(crate) fn profile(&self) -> Option<RowProfile> {
        RowProfile::from_name(self.report.profile.as_deref()?)
    }

    /// How many rows the validator refused.
    pub(crate) fn refused_rows(&self) -> u64 {
        self.report.files.iter().map(|file| file.refused).sum()
    }

    /// The report of a file, by its place in the upload. Reports are sorted by name; files of one
    /// name stay in the order of the upload.
    pub(crate) fn report_of(&self, file: usize) -> Option<&FileReport> {
        let name = &self.files.get(file)?.name;
        let earlier = self.files[..file]
            .iter()
            .filter(|other| other.name == *name)
            .count();
        self.report
            .files
            .iter()
            .filter(|report| report.name == *name)
            .nth(earlier)
    }
}

/// # Errors
/// [`Error::Unreadable`] where more rows are refused than a plan can list.
pub(crate) fn permit_refused(refused: u64) -> Result<(), Error> {
    if refused <= MOST_REFUSED {
        return Ok(());
    }
    Err(Error::Unreadable {
        code: "too-many-refused",
        message: format!(
            "more than {MOST_REFUSED} of its rows are refused, so it is hardly the file that was meant; `rollbook check` says what is wrong with it"
        ),
    })
}

fn unreadable(file: &FileReport) -> Error {
    let notice = file
        .notices
        .iter()
        .find(|notice| notice.severity == Severity::Error);
    match notice {
        Some(notice) => Error::Unreadable {
            code: notice.code.as_str(),
            message: format!(
                "{} ({}). {}",
                file.name,
                notice.message,
                notice.fix.trim_end_matches('.')
            ),
        },
        None => Error::Unreadable {
            code: "file-unreadable",
            message: file.name.clone(),
        },
    }
}
