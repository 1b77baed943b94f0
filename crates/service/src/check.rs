//! Checks rows without planning (`rollbook check`, `POST /checks`).

use std::io::{self, ErrorKind, Read, Seek, SeekFrom};

use rollbook_rows::{Checker, ProfileChoice, Report, Sink};
use sha2::{Digest, Sha256};

use crate::archive::{self, Archive, ArchiveLimits, Failure};
use crate::sources::Chance;
use crate::{Error, cursor};

/// Bytes read at once.
pub(crate) const PIECE: usize = 64 * 1024;

/// What can be read from any place, as a zip must be.
pub trait Content: Read + Seek + Send {}

impl<T: Read + Seek + Send> Content for T {}

/// A file to be checked: a CSV, or a zip of several (R35).
pub struct InputFile<'a> {
    pub name: String,
    pub content: Box<dyn Content + 'a>,
}

/// Checks files as one package. What is wrong with them is in the report.
///
/// # Errors
/// [`Error::Upload`] where a file's bytes cannot be had.
pub fn check(
    choice: ProfileChoice,
    files: Vec<InputFile<'_>>,
    archives: ArchiveLimits,
    on_progress: &mut dyn FnMut(u64),
) -> Result<Report, Error> {
    let mut run = Run::new(choice, archives)?;
    let mut read_so_far = 0;
    for mut file in files {
        let mut beginning = [0; 4];
        let length = fill(&mut file.content, &mut beginning).map_err(Error::Upload)?;
        if archive::is_zip(&beginning[..length]) {
            run.zip(&file.name, &mut file.content)?;
            read_so_far += file.content.seek(SeekFrom::End(0)).map_err(Error::Upload)?;
            on_progress(read_so_far);
        } else {
            file.content.rewind().map_err(Error::Upload)?;
            run.csv(&file.name, &mut file.content, &mut |read| {
                read_so_far += read;
                on_progress(read_so_far);
            })?;
        }
    }
    Ok(run.finish())
}

/// A checker for the files of one run.
///
/// # Errors
/// [`Error::Chance`] where the machine gives no random bytes.
pub(crate) fn checker<S: Sink>(choice: ProfileChoice, sink: S) -> Result<Checker<S>, Error> {
    // Chance, so that nobody can prepare rows that collide in the table of duplicates.
    let seed = u64::from_le_bytes(Chance::new().bytes()?);
    Ok(Checker::new(choice, seed, sink))
}

/// The SHA-256 of files that are read piece by piece.
#[derive(Default)]
pub(crate) struct Digests(Vec<(String, Sha256)>);

impl Digests {
    pub(crate) fn begin(&mut self, name: &str) {
        self.0.push((name.to_owned(), Sha256::new()));
    }

    pub(crate) fn push(&mut self, bytes: &[u8]) {
        if let Some((_, digest)) = self.0.last_mut() {
            digest.update(bytes);
        }
    }

    /// Each file's name and digest, in the order of the files.
    pub(crate) fn finish(self) -> Vec<(String, String)> {
        let digests = self.0.into_iter();
        digests
            .map(|(name, digest)| (name, cursor::encode(&digest.finalize())))
            .collect()
    }
}

/// A package under check.
pub(crate) struct Run {
    checker: Checker<()>,
    digests: Digests,
    archives: ArchiveLimits,
}

impl Run {
    pub(crate) fn new(choice: ProfileChoice, archives: ArchiveLimits) -> Result<Run, Error> {
        Ok(Run {
            checker: checker(choice, ())?,
            digests: Digests::default(),
            archives,
        })
    }

    fn begin(&mut self, name: &str) {
        self.checker.begin(name);
        self.digests.begin(name);
    }

    fn push(&mut self, bytes: &[u8]) {
        self.checker.push(bytes);
        self.digests.push(bytes);
    }

    /// Checks one CSV; `on_progress` is told how many bytes were read each time.
    pub(crate) fn csv(
        &mut self,
        name: &str,
        content: &mut dyn Read,
        on_progress: &mut dyn FnMut(u64),
    ) -> Result<(), Error> {
        self.begin(name);
        let mut piece = vec![0; PIECE];
        loop {
            let length = read(content, &mut piece).map_err(Error::Upload)?;
            if length == 0 {
                return Ok(());
            }
            self.push(&piece[..length]);
            on_progress(length as u64);
        }
    }

    /// Checks the files of a zip. What is wrong with the zip is said under its own name, what is
    /// wrong with one of its files under that file's.
    pub(crate) fn zip(&mut self, name: &str, content: &mut dyn Content) -> Result<(), Error> {
        let mut archive = match Archive::open(content, self.archives) {
            Ok(archive) => archive,
            Err(fault) => {
                self.begin(name);
                self.checker.reject(fault.code, fault.message);
                return Ok(());
            }
        };
        for (number, name) in archive.names().iter().enumerate() {
            self.begin(name);
            let unpacked = archive.unpack(number, |bytes| {
                self.push(bytes);
                Ok::<(), Error>(())
            });
            match unpacked {
                Ok(()) => {}
                Err(Failure::Zip(fault)) => self.checker.reject(fault.code, fault.message),
                Err(Failure::Taker(error)) => return Err(error),
            }
        }
        Ok(())
    }

    pub(crate) fn finish(self) -> Report {
        let mut report = self.checker.finish().report;
        put_digests(&mut report, &self.digests.finish());
        report
    }
}

/// Reads until the buffer is full or the end is reached; tells how many bytes came.
pub(crate) fn fill(content: &mut (impl Read + ?Sized), buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match read(content, &mut buffer[filled..])? {
            0 => break,
            length => filled += length,
        }
    }
    Ok(filled)
}

fn read(content: &mut (impl Read + ?Sized), buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match content.read(buffer) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}

/// Files of one name are told apart by their order, which the report keeps.
fn put_digests(report: &mut Report, digests: &[(String, String)]) {
    let mut left: Vec<&(String, String)> = digests.iter().collect();
    for file in &mut report.files {
        if let Some(index) = left.iter().position(|(name, _)| *name == file.name) {
            file.sha256 = Some(left.remove(index).1.clone());
        }
    }
}
