//! A package as the row validator read it.

use rollbook_records::Blinding;
use rollbook_rows::{
    Checker, FileReport, Profile as RowProfile, ProfileChoice, RefusedRow, Report, Severity,
};
use sha2::{Digest, Sha256};

use super::intents::Intents;
use crate::answers::PlanFile;
use crate::{Error, check, cursor};

/// Refused rows that a plan lists at most: each of them is kept, and shown to whoever asks.
const MOST_REFUSED: u64 = 1_000_000;

/// Reads files piece by piece.
pub(crate) struct PackageReader {
    checker: Checker<Intents>,
    digests: Vec<(String, Sha256)>,
}

/// What the files ask for, and what is wrong with them.
pub(crate) struct Package {
    pub(crate) intents: Intents,
    pub(crate) report: Report,
    /// By file, in the order of the upload.
    pub(crate) refused: Vec<Vec<RefusedRow>>,
    /// In the order of the upload.
    pub(crate) files: Vec<PlanFile>,
}

impl PackageReader {
    pub(crate) fn new(choice: ProfileChoice, blinding: &Blinding) -> Result<PackageReader, Error> {
        let intents = Intents::new(blinding.clone());
        Ok(PackageReader {
            checker: Checker::new(choice, check::seed()?, intents),
            digests: Vec::new(),
        })
    }

    pub(crate) fn begin(&mut self, name: &str) {
        self.checker.begin(name);
        self.digests.push((name.to_owned(), Sha256::new()));
    }

    /// # Errors
    /// [`Error::Unreadable`] where more rows are refused than a plan can list.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.checker.push(bytes);
        if let Some((_, digest)) = self.digests.last_mut() {
            digest.update(bytes);
        }
        permit_refused(self.checker.refused())
    }

    /// Ends the package.
    ///
    /// # Errors
    /// [`Error::Unreadable`] where a file is empty or no text at all.
    pub(crate) fn finish(self) -> Result<Package, Error> {
        let files = self
            .digests
            .into_iter()
            .map(|(name, digest)| PlanFile {
                name,
                sha256: cursor::encode(&digest.finalize()),
            })
            .collect();
        let checked = self.checker.finish();
        if let Some(file) = checked.report.files.iter().find(|file| file.unreadable()) {
            return Err(unreadable(file));
        }
        permit_refused(checked.report.files.iter().map(|file| file.refused).sum())?;
        let mut intents = checked.sink;
        intents.withdraw(&checked.withdrawn);
        Ok(Package {
            intents,
            report: checked.report,
            refused: checked.refusals,
            files,
        })
    }
}

impl Package {
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

fn permit_refused(refused: u64) -> Result<(), Error> {
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
