//! The files of a plan: what was uploaded, and what was decided, sealed piece by piece under a key
//! that belongs to the plan alone.

use std::collections::HashSet;
use std::fs::{self, DirEntry, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use rollbook_book::private;
use rollbook_records::Key;
use uuid::Uuid;

use super::sealed_file::{SealedReader, SealedWriter};
use super::spooled::Spooled;
use crate::Error;

/// How long files without a plan may belong to an upload that is still coming in.
const YOUNG: TimeDelta = TimeDelta::hours(24);

/// The end of a prepared file's name.
const NEXT: &str = "next";

/// The directory of all plans' files.
#[derive(Clone)]
pub(crate) struct PlanFiles(PathBuf);

/// Which of a plan's files.
#[derive(Clone, Copy)]
pub(crate) enum Part {
    /// One uploaded file, counted from 0.
    Upload(u32),
    /// A zip, until its files are taken out; counted with the uploaded files.
    Archive(u32),
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
            Part::Archive(number) => format!("{plan}.archive{number}"),
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
        private::sync_name(&self.0)
    }

    /// A file to be read from its start.
    pub(crate) fn read(&self, plan: Uuid, part: Part, key: Key) -> Result<SealedReader, Error> {
        SealedReader::open(&self.path(plan, part), key)
    }

    /// A file to be read in any order.
    pub(crate) fn spooled(&self, plan: Uuid, part: Part, key: Key) -> Result<Spooled, Error> {
        File::open(self.path(plan, part))
            .and_then(|file| Spooled::open(file, key))
            .map_err(Error::File)
    }

    /// A file that is to take the place of another one of the plan, once [`PlanFiles::adopt`] says so.
    pub(crate) fn prepare(&self, plan: Uuid, part: Part, key: Key) -> Result<SealedWriter, Error> {
        self.make_directory().map_err(Error::File)?;
        SealedWriter::create(next(&self.path(plan, part)), key)
    }

    /// Puts what was prepared in its place.
    pub(crate) fn adopt(&self, plan: Uuid) -> Result<(), Error> {
        for (id, entry) in self.entries()? {
            let path = entry.path();
            if id == plan && path.extension().is_some_and(|end| end == NEXT) {
                match fs::rename(&path, path.with_extension("")) {
                    // Another process finishes the same plan.
                    Err(error) if error.kind() == ErrorKind::NotFound => {}
                    renamed => renamed.map_err(Error::File)?,
                }
            }
        }
        private::sync_directory(&self.0).map_err(Error::File)
    }

    /// Removes what was prepared: by somebody who did not come to record it, because the decision is
    /// prepared first.
    pub(crate) fn forget_prepared(&self, plan: Uuid) -> Result<(), Error> {
        if !next(&self.path(plan, Part::Decision)).exists() {
            return Ok(());
        }
        let is_prepared =
            |entry: &DirEntry| entry.path().extension().is_some_and(|end| end == NEXT);
        self.remove_where(|id, entry| id == plan && is_prepared(entry))
            .map(|_| ())
    }

    /// The plans for which something was prepared.
    pub(crate) fn prepared(&self) -> Result<HashSet<Uuid>, Error> {
        let entries = self.entries()?.into_iter();
        let prepared =
            entries.filter(|(_, entry)| entry.path().extension().is_some_and(|end| end == NEXT));
        Ok(prepared.map(|(plan, _)| plan).collect())
    }

    /// Removes one file of a plan.
    pub(crate) fn remove_part(&self, plan: Uuid, part: Part) -> Result<(), Error> {
        fs::remove_file(self.path(plan, part)).map_err(Error::File)
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
            // It is gone where another process sweeps too, or has just given it its final name.
            removed += u64::from(private::remove_file(&entry.path()).map_err(Error::File)?);
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

fn next(path: &Path) -> PathBuf {
    private::beside(path, &format!(".{NEXT}"))
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;
    use zeroize::Zeroizing;

    use super::super::sealed_file::PIECE;
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
    fn r35_a_spooled_zip_is_read_from_any_place() {
        use std::io::{Read, Seek, SeekFrom};

        let directory = TempDir::new().expect("a directory");
        let files = PlanFiles::new(directory.path());
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 77] {
            let text: Vec<u8> = (0..length).map(|index| (index % 251) as u8).collect();
            write(&files, &text).finish().expect("finished");
            let mut spooled = files.spooled(PLAN, Part::Decision, key()).expect("open");
            let mut all = Vec::new();
            spooled.read_to_end(&mut all).expect("read");
            assert!(all == text, "{length}");
            let end = spooled.seek(SeekFrom::End(0)).expect("an end");
            assert_eq!(end, length as u64);
            for start in [0, length / 2, length.saturating_sub(1)] {
                spooled
                    .seek(SeekFrom::Start(start as u64))
                    .expect("a place");
                let mut rest = Vec::new();
                spooled.read_to_end(&mut rest).expect("read");
                assert!(rest == text[start..], "{length} from {start}");
            }
        }
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
