//! Checks rows without a ledger (`rollbook check`, `POST /checks`).

use std::io::Read;

use rollbook_rows::{Checker, ProfileChoice, Report};
use sha2::{Digest, Sha256};

use crate::sources::Chance;
use crate::{Error, cursor};

/// Bytes read at once.
pub(crate) const PIECE: usize = 64 * 1024;

/// A file to be checked.
pub struct InputFile<'a> {
    pub name: String,
    pub content: Box<dyn Read + Send + 'a>,
}

/// Checks files as one package. What is wrong with them is in the report.
///
/// # Errors
/// [`Error::Upload`] where a file's bytes cannot be had.
pub fn check(
    choice: ProfileChoice,
    files: Vec<InputFile<'_>>,
    on_progress: &mut dyn FnMut(u64),
) -> Result<Report, Error> {
    let mut checker = Checker::new(choice, seed()?, ());
    let mut digests = Vec::with_capacity(files.len());
    let mut piece = vec![0; PIECE];
    let mut read_so_far = 0;
    for mut file in files {
        checker.begin(&file.name);
        let mut digest = Sha256::new();
        loop {
            let length = match file.content.read(&mut piece) {
                Ok(0) => break,
                Ok(length) => length,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(Error::Upload(error)),
            };
            let bytes = &piece[..length];
            digest.update(bytes);
            checker.push(bytes);
            read_so_far += length as u64;
            on_progress(read_so_far);
        }
        digests.push((file.name, cursor::encode(&digest.finalize())));
    }
    let mut report = checker.finish().report;
    put_digests(&mut report, &digests);
    Ok(report)
}

/// So that nobody can prepare rows that collide in the table of duplicates.
pub(crate) fn seed() -> Result<u64, Error> {
    Ok(u64::from_le_bytes(Chance::new().bytes()?))
}

/// Files of one name are told apart by their order, which the report keeps.
pub(crate) fn put_digests(report: &mut Report, digests: &[(String, String)]) {
    let mut left: Vec<&(String, String)> = digests.iter().collect();
    for file in &mut report.files {
        if let Some(index) = left.iter().position(|(name, _)| *name == file.name) {
            file.sha256 = Some(left.remove(index).1.clone());
        }
    }
}
