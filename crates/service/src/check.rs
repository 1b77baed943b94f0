//! Checks rows without planning (`rollbook check`, `POST /checks`).

use std::io::{self, ErrorKind, Read, Seek, SeekFrom};

use rollbook_rows::{Checked, Checker, ProfileChoice, Report, Sink};
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

/// Files that are checked and digested on the way.
pub(crate) struct Reading<S: Sink> {
    pub(crate) checker: Checker<S>,
    digests: Vec<(String, Sha256)>,
}

impl<S: Sink> Reading<S> {
    pub(crate) fn new(choice: ProfileChoice, sink: S) -> Result<Reading<S>, Error> {
        // Chance, so that nobody can prepare rows that collide in the table of duplicates.
        let seed = u64::from_le_bytes(Chance::new().bytes()?);
        Ok(Reading {
            checker: Checker::new(choice, seed, sink),
            digests: Vec::new(),
        })
    }

    pub(crate) fn begin(&mut self, name: &str) {
        self.checker.begin(name);
        self.digests.push((name.to_owned(), Sha256::new()));
    }

    pub(crate) fn push(&mut self, bytes: &[u8]) {
        self.checker.push(bytes);
        if let Some((_, digest)) = self.digests.last_mut() {
            digest.update(bytes);
        }
    }

    /// What was found, and each file's name and digest in the order of the files.
    pub(crate) fn finish(self) -> (Checked<S>, Vec<(String, String)>) {
        let digests = self
            .digests
            .into_iter()
            .map(|(name, digest)| (name, cursor::encode(&digest.finalize())));
        (self.checker.finish(), digests.collect())
    }
}

/// A package under check.
pub(crate) struct Run {
    reading: Reading<()>,
    archives: ArchiveLimits,
}

impl Run {
    pub(crate) fn new(choice: ProfileChoice, archives: ArchiveLimits) -> Result<Run, Error> {
        let reading = Reading::new(choice, ())?;
        Ok(Run { reading, archives })
    }

    /// Checks one CSV; `on_progress` is told how many bytes were read each time.
    pub(crate) fn csv(
        &mut self,
        name: &str,
        content: &mut dyn Read,
        on_progress: &mut dyn FnMut(u64),
    ) -> Result<(), Error> {
        self.reading.begin(name);
        let mut piece = vec![0; PIECE];
        loop {
            let length = read(content, &mut piece).map_err(Error::Upload)?;
            if length == 0 {
                return Ok(());
            }
            self.reading.push(&piece[..length]);
            on_progress(length as u64);
        }
    }

    /// Checks the files of a zip. What is wrong with the zip is said under its own name, what is
    /// wrong with one of its files under that file's.
    pub(crate) fn zip(&mut self, name: &str, content: &mut dyn Content) -> Result<(), Error> {
        let mut archive = match Archive::open(content, self.archives) {
            Ok(archive) => archive,
            Err(fault) => {
                self.reading.begin(name);
                self.reading.checker.reject(fault.code, fault.message);
                return Ok(());
            }
        };
        for (number, name) in archive.names().iter().enumerate() {
            self.reading.begin(name);
            let unpacked = archive.unpack(number, |bytes| {
                self.reading.push(bytes);
                Ok::<(), Error>(())
            });
            match unpacked {
                Ok(()) => {}
                Err(Failure::Zip(fault)) => self.reading.checker.reject(fault.code, fault.message),
                Err(Failure::Taker(error)) => return Err(error),
            }
        }
        Ok(())
    }

    pub(crate) fn finish(self) -> Report {
        let (checked, digests) = self.reading.finish();
        let mut report = checked.report;
        put_digests(&mut report, &digests);
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
