//! One file in sealed pieces: it is whole, or it is not there.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use rollbook_book::private;
use rollbook_records::{Key, Purpose, Sealed, open_bytes, seal_bytes};
use zeroize::Zeroizing;

use crate::Error;
use crate::sources::Chance;

/// Plain bytes in one sealed piece.
pub(super) const PIECE: usize = 256 * 1024;

/// Bytes before each piece that tell its length.
pub(super) const LENGTH: u64 = 4;

/// Bytes that sealing adds to a piece: the nonce and the tag of AES-256-GCM.
pub(super) const OVERHEAD: u64 = 12 + 16;

/// Writes sealed pieces: the length of each in four bytes, then the piece. The last is empty, so
/// that a cut file is noticed.
///
/// It writes under a name that nobody else has, so that a reader never sees half a file and two
/// writers never mix theirs. Dropped before [`SealedWriter::finish`], it leaves nothing behind.
pub(crate) struct SealedWriter {
    place: Nameless,
    file: BufWriter<File>,
    key: Key,
    chance: Chance,
    plain: Zeroizing<Vec<u8>>,
}

impl SealedWriter {
    pub(super) fn create(path: PathBuf, key: Key) -> Result<SealedWriter, Error> {
        let mut chance = Chance::new();
        let own = u64::from_le_bytes(chance.bytes()?);
        let mut unfinished = path.clone().into_os_string();
        unfinished.push(format!(".{own:016x}.part"));
        let unfinished = PathBuf::from(unfinished);
        let file = private::new_file(&unfinished).map_err(Error::File)?;
        Ok(SealedWriter {
            place: Nameless {
                path,
                unfinished: Some(unfinished),
            },
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
    pub(crate) fn finish(self) -> Result<(), Error> {
        self.complete()?.take_name()
    }

    /// The same, but for the name.
    pub(crate) fn complete(mut self) -> Result<Nameless, Error> {
        if !self.plain.is_empty() {
            self.seal()?;
        }
        self.seal()?;
        let written = self.file.flush();
        let durable = written.and_then(|()| self.file.get_ref().sync_all());
        durable.map_err(Error::File)?;
        Ok(self.place)
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

/// A file under a name that nobody else has. Dropped, it leaves nothing behind.
pub(crate) struct Nameless {
    path: PathBuf,
    /// `None` once it has got its final name.
    unfinished: Option<PathBuf>,
}

impl Nameless {
    /// Gives the file its name, and the place of an earlier one.
    pub(crate) fn take_name(mut self) -> Result<(), Error> {
        self.rename().map_err(Error::File)
    }

    fn rename(&mut self) -> io::Result<()> {
        if let Some(unfinished) = &self.unfinished {
            fs::rename(unfinished, &self.path)?;
            self.unfinished = None;
        }
        private::sync_name(&self.path)
    }
}

impl Drop for Nameless {
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
    pub(super) fn open(path: &Path, key: Key) -> Result<SealedReader, Error> {
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
