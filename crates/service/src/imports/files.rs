//! The files of a plan: what was uploaded, and what was decided, sealed piece by piece under a key
//! that belongs to the plan alone.

use std::collections::HashSet;
use std::fs::{self, DirEntry, File};
use std::io::{self, BufReader, BufWriter, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use rollbook_book::private;
use rollbook_records::{Key, Purpose, Sealed, open_bytes, seal_bytes};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::Error;
use crate::sources::Chance;

/// Plain bytes in one sealed piece.
const PIECE: usize = 256 * 1024;

/// How long files without a plan may belong to an upload that is still coming in.
const YOUNG: TimeDelta = TimeDelta::hours(24);

/// The directory of all plans' files.
pub(crate) struct PlanFiles(PathBuf);

/// Which of a plan's files.
#[derive(Clone, Copy)]
pub(crate) enum Part {
    /// One uploaded file, counted from 0.
    Upload(u32),
    /// The plan and every row's outcome.
    Decision,
}

impl PlanFiles {
    pub(crate) fn new(directory: &Path) -> PlanFiles {
        PlanFiles(directory.join("plans"))
    }

    fn path(&self, plan: Uuid, part: Part) -> PathBuf {
        let name = match part {
            Part::Upload(number) => format!("{plan}.upload{number}"),
            Part::Decision => format!("{plan}.decision"),
        };
        self.0.join(name)
    }

    /// A new file. It takes its name, and the place of an earlier one, when it is finished.
    pub(crate) fn write(&self, plan: Uuid, part: Part, key: Key) -> Result<SealedWriter, Error> {
        self.make_directory().map_err(Error::File)?;
        SealedWriter::create(self.path(plan, part), key)
    }

    fn make_directory(&self) -> io::Result<()> {
        if self.0.is_dir() {
            return Ok(());
        }
        private::directory(&self.0)?;
        self.0.parent().map_or(Ok(()), private::sync_directory)
    }

    /// A file to be read from its start.
    pub(crate) fn read(&self, plan: Uuid, part: Part, key: Key) -> Result<SealedReader, Error> {
        SealedReader::open(&self.path(plan, part), key)
    }

    /// Removes all files of a plan.
    pub(crate) fn remove(&self, plan: Uuid) -> Result<(), Error> {
        self.remove_where(|id, _| id == plan).map(|_| ())
    }

    /// The plans that have files.
    pub(crate) fn plans(&self) -> Result<HashSet<Uuid>, Error> {
        let entries = self.entries()?;
        Ok(entries.into_iter().map(|(plan, _)| plan).collect())
    }

    /// Removes the files of every plan that is not known, and tells how many. Young files stay:
    /// another process may be receiving them.
    pub(crate) fn sweep(
        &self,
        known: &HashSet<[u8; 16]>,
        now: DateTime<Utc>,
    ) -> Result<u64, Error> {
        self.remove_where(|id, entry| {
            let written = entry.metadata().and_then(|metadata| metadata.modified());
            let is_old = written.is_ok_and(|at| now - DateTime::<Utc>::from(at) > YOUNG);
            is_old && !known.contains(id.as_bytes())
        })
    }

    fn remove_where(&self, is_wanted: impl Fn(Uuid, &DirEntry) -> bool) -> Result<u64, Error> {
        let mut removed = 0;
        for (plan, entry) in self.entries()? {
            if !is_wanted(plan, &entry) {
                continue;
            }
            match fs::remove_file(entry.path()) {
                Ok(()) => removed += 1,
                // Another process sweeps too, or the file has just got its final name.
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(Error::File(error)),
            }
        }
        Ok(removed)
    }

    /// Every file whose name begins with a plan's id, finished or not.
    fn entries(&self) -> Result<Vec<(Uuid, DirEntry)>, Error> {
        let entries = match fs::read_dir(&self.0) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(Error::File(error)),
        };
        let mut found = Vec::new();
        for entry in entries {
            let entry = entry.map_err(Error::File)?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let plan = name.split('.').next().unwrap_or_default();
            if let Ok(plan) = Uuid::parse_str(plan) {
                found.push((plan, entry));
            }
        }
        Ok(found)
    }
}

/// Writes sealed pieces: the length of each in four bytes, then the piece. The last is empty, so
/// that a cut file is noticed.
///
/// It writes under a name that nobody else has, so that a reader never sees half a file and two
/// writers never mix theirs. Dropped before [`SealedWriter::finish`], it leaves nothing behind.
pub(crate) struct SealedWriter {
    path: PathBuf,
    /// `None` once it has got its final name.
    unfinished: Option<PathBuf>,
    file: BufWriter<File>,
    key: Key,
    chance: Chance,
    plain: Zeroizing<Vec<u8>>,
}

impl SealedWriter {
    fn create(path: PathBuf, key: Key) -> Result<SealedWriter, Error> {
        let mut chance = Chance::new();
        let own = u64::from_le_bytes(chance.bytes()?);
        let mut unfinished = path.clone().into_os_string();
        unfinished.push(format!(".{own:016x}.part"));
        let unfinished = PathBuf::from(unfinished);
        let file = private::new_file(&unfinished).map_err(Error::File)?;
        Ok(SealedWriter {
            path,
            unfinished: Some(unfinished),
            file: BufWriter::new(file),
            key,
            chance,
            plain: Zeroizing::new(Vec::with_capacity(PIECE)),
        })
    }

    /// Appends bytes.
    pub(crate) fn push(&mut self, mut bytes: &[u8]) -> Result<(), Error> {
        while !bytes.is_empty() {
            let room = (PIECE - self.plain.len()).min(bytes.len());
            self.plain.extend_from_slice(&bytes[..room]);
            bytes = &bytes[room..];
            if self.plain.len() == PIECE {
                self.seal()?;
            }
        }
        Ok(())
    }

    /// Writes what is left, makes the file durable and gives it its name.
    pub(crate) fn finish(mut self) -> Result<(), Error> {
        if !self.plain.is_empty() {
            self.seal()?;
        }
        self.seal()?;
        self.take_name().map_err(Error::File)
    }

    fn take_name(&mut self) -> io::Result<()> {
        self.file.flush()?;
        self.file.get_ref().sync_all()?;
        if let Some(unfinished) = &self.unfinished {
            fs::rename(unfinished, &self.path)?;
            self.unfinished = None;
        }
        self.path.parent().map_or(Ok(()), private::sync_directory)
    }

    fn seal(&mut self) -> Result<(), Error> {
        let nonce = self.chance.bytes()?;
        let sealed = seal_bytes(&self.key, Purpose::Upload, nonce, &self.plain);
        self.plain.clear();
        let length = u32::try_from(sealed.as_bytes().len()).unwrap_or(u32::MAX);
        self.file
            .write_all(&length.to_le_bytes())
            .and_then(|()| self.file.write_all(sealed.as_bytes()))
            .map_err(Error::File)
    }
}

impl Drop for SealedWriter {
    fn drop(&mut self) {
        if let Some(unfinished) = &self.unfinished {
            // What cannot be removed now is swept up later.
            let _ = fs::remove_file(unfinished);
        }
    }
}

/// Reads what [`SealedWriter`] wrote, piece by piece.
pub(crate) struct SealedReader {
    file: BufReader<File>,
    key: Key,
}

impl SealedReader {
    fn open(path: &Path, key: Key) -> Result<SealedReader, Error> {
        Ok(SealedReader {
            file: BufReader::new(File::open(path).map_err(Error::File)?),
            key,
        })
    }

    /// The next piece; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        let mut length = [0; 4];
        self.file.read_exact(&mut length).map_err(Error::File)?;
        let length = u32::from_le_bytes(length) as usize;
        if length > 2 * PIECE {
            return Err(Error::Open(rollbook_records::OpenError));
        }
        let mut sealed = vec![0; length];
        self.file.read_exact(&mut sealed).map_err(Error::File)?;
        let plain = open_bytes(&self.key, Purpose::Upload, &Sealed::from_bytes(&sealed))?;
        Ok((!plain.is_empty()).then_some(plain))
    }

    /// Everything that is left.
    pub(crate) fn rest(mut self) -> Result<Zeroizing<Vec<u8>>, Error> {
        let mut all = Zeroizing::new(Vec::new());
        while let Some(piece) = self.next()? {
            all.extend_from_slice(&piece);
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::sources::{Clock, SystemClock};

    const PLAN: Uuid = Uuid::from_bytes([7; 16]);

    fn key() -> Key {
        Zeroizing::new([1; 32])
    }

    fn write(files: &PlanFiles, text: &[u8]) -> SealedWriter {
        let mut writer = files.write(PLAN, Part::Decision, key()).expect("a writer");
        writer.push(text).expect("written");
        writer
    }

    fn read(files: &PlanFiles) -> Vec<u8> {
        let reader = files.read(PLAN, Part::Decision, key()).expect("a reader");
        reader.rest().expect("readable").to_vec()
    }

    fn count(files: &PlanFiles) -> usize {
        files.entries().expect("a list").len()
    }

    #[test]
    fn r61_a_reader_sees_whole_files_and_two_writers_never_share_one() {
        let directory = TempDir::new().expect("a directory");
        let files = PlanFiles::new(directory.path());
        write(&files, b"first").finish().expect("finished");
        // More than a piece, so that some of it stands on disk before the end.
        let (long, longer) = (vec![2; 3 * PIECE], vec![3; 4 * PIECE]);
        let (one, other) = (write(&files, &long), write(&files, &longer));
        assert_eq!(read(&files), b"first");
        one.finish().expect("finished");
        assert_eq!(read(&files), long);
        other.finish().expect("finished");
        assert_eq!(read(&files), longer);
        assert_eq!(count(&files), 1);
    }

    #[test]
    fn an_unfinished_file_is_gone_with_its_writer_and_swept_up_after_a_crash() {
        let directory = TempDir::new().expect("a directory");
        let files = PlanFiles::new(directory.path());
        let unfinished = write(&files, b"half");
        assert_eq!(count(&files), 1);
        drop(unfinished);
        assert_eq!(count(&files), 0);

        std::mem::forget(write(&files, b"half"));
        let now = SystemClock.now();
        let sweep = |at| files.sweep(&HashSet::new(), at).expect("swept");
        assert_eq!(sweep(now), 0);
        assert_eq!(sweep(now + TimeDelta::hours(25)), 1);
    }
}
