//! The files of a plan: what was uploaded, and what was decided, sealed piece by piece under a key
//! that belongs to the plan alone.

use std::collections::HashSet;
use std::fs::{DirEntry, File};
use std::io::{BufReader, BufWriter, ErrorKind, Read, Write};
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

    /// A new file; one of the same name is replaced when it is finished.
    pub(crate) fn write(&self, plan: Uuid, part: Part, key: Key) -> Result<SealedWriter, Error> {
        private::directory(&self.0).map_err(Error::File)?;
        SealedWriter::create(self.path(plan, part), key)
    }

    /// A file to be read from its start.
    pub(crate) fn read(&self, plan: Uuid, part: Part, key: Key) -> Result<SealedReader, Error> {
        SealedReader::open(&self.path(plan, part), key)
    }

    /// Removes all files of a plan.
    pub(crate) fn remove(&self, plan: Uuid) -> Result<(), Error> {
        self.remove_where(|id, _| id == plan).map(|_| ())
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
        let entries = match std::fs::read_dir(&self.0) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
            Err(error) => return Err(Error::File(error)),
        };
        let mut removed = 0;
        for entry in entries {
            let entry = entry.map_err(Error::File)?;
            let path = entry.path();
            let id = path
                .file_stem()
                .and_then(|stem| Uuid::parse_str(&stem.to_string_lossy()).ok());
            if id.is_some_and(|id| is_wanted(id, &entry)) {
                std::fs::remove_file(&path).map_err(Error::File)?;
                removed += 1;
            }
        }
        Ok(removed)
    }
}

/// Writes sealed pieces: the length of each in four bytes, then the piece. The last is empty, so
/// that a cut file is noticed.
pub(crate) struct SealedWriter {
    file: BufWriter<File>,
    key: Key,
    chance: Chance,
    plain: Zeroizing<Vec<u8>>,
}

impl SealedWriter {
    fn create(path: PathBuf, key: Key) -> Result<SealedWriter, Error> {
        private::file(&path).map_err(Error::File)?;
        let file = File::options()
            .write(true)
            .truncate(true)
            .open(path)
            .map_err(Error::File)?;
        Ok(SealedWriter {
            file: BufWriter::new(file),
            key,
            chance: Chance::new(),
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

    /// Writes what is left and makes the file durable.
    pub(crate) fn finish(mut self) -> Result<(), Error> {
        if !self.plain.is_empty() {
            self.seal()?;
        }
        self.seal()?;
        let file = self
            .file
            .into_inner()
            .map_err(|error| Error::File(error.into_error()))?;
        file.sync_all().map_err(Error::File)
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
