//! Packages in a zip: its files one by one, and nothing that only looks like them (R35).

mod names;
#[cfg(test)]
mod tests;

use std::io::{Read, Seek, SeekFrom};

use rollbook_rows::Code;
use zip::ZipArchive;
use zip::result::ZipError;

/// Bytes that tell a zip from a CSV.
pub(crate) const BEGINNING: usize = 4;

/// How a zip begins, with files in it or without.
const BEGINNINGS: [&[u8; BEGINNING]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];

/// What a zip may hold. One that holds more is refused before it fills the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArchiveLimits {
    /// Files of the package; a student information system writes a dozen.
    pub files: usize,
    /// How many times larger a file may become than it is in the zip.
    pub ratio: u64,
    /// Of all its files together, unpacked.
    pub unpacked_bytes: u64,
}

impl Default for ArchiveLimits {
    /// 8 GiB are four times what may be uploaded unpacked.
    fn default() -> ArchiveLimits {
        ArchiveLimits {
            files: 100,
            ratio: 100,
            unpacked_bytes: 8 * 1024 * 1024 * 1024,
        }
    }
}

/// Up to here a file may become as large as it likes: short files of equal rows shrink well.
const FREE_BYTES: u64 = 1024 * 1024;

/// Where the record that ends a zip can begin, counted from the end: its own length and the
/// longest comment.
const LONGEST_END: u64 = 22 + 65_535;

/// Bytes unpacked at once.
const PIECE: usize = 64 * 1024;

/// Why a zip is refused, whole or in part; nothing of it is taken then.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) code: Code,
    pub(crate) message: String,
}

/// Either the zip is at fault, or whoever takes its bytes has failed.
pub(crate) enum Failure<E> {
    Zip(Fault),
    Taker(E),
}

/// Whether a file that begins so is a zip.
pub(crate) fn is_zip(beginning: &[u8]) -> bool {
    BEGINNINGS
        .iter()
        .any(|known| beginning.starts_with(known.as_slice()))
}

/// A zip whose list of files is in order.
#[derive(Debug)]
pub(crate) struct Archive<R> {
    zip: ZipArchive<R>,
    /// Where each file stands in the zip, and its name without folders.
    files: Vec<(usize, String)>,
    limits: ArchiveLimits,
    /// Bytes unpacked so far.
    unpacked: u64,
}

impl<R: Read + Seek> Archive<R> {
    /// Reads the list of files and judges all of it before the first byte is unpacked.
    pub(crate) fn open(mut reader: R, limits: ArchiveLimits) -> Result<Archive<R>, Fault> {
        if listed(&mut reader).map_err(|error| broken(&error.into()))?
            > limits.files.saturating_mul(2)
        {
            return Err(too_many(limits.files));
        }
        let mut zip = ZipArchive::new(reader).map_err(|error| broken(&error))?;
        if zip.has_duplicate_names() {
            return Err(Fault {
                code: Code::FileNameDuplicate,
                message: "two of its files have the same name".to_owned(),
            });
        }
        if zip
            .has_overlapping_files()
            .map_err(|error| broken(&error))?
        {
            return Err(Fault {
                code: Code::ZipBomb,
                message: "several of its files are the same bytes".to_owned(),
            });
        }
        let files = names::judge(&mut zip)?;
        match files.len() {
            0 => Err(Fault {
                code: Code::ZipEmpty,
                message: "the zip has no files".to_owned(),
            }),
            count if count > limits.files => Err(too_many(limits.files)),
            _ => Ok(Archive {
                zip,
                files,
                limits,
                unpacked: 0,
            }),
        }
    }

    /// The names of its files, without folders, in the order of the zip.
    pub(crate) fn names(&self) -> Vec<String> {
        self.files.iter().map(|(_, name)| name.clone()).collect()
    }

    /// Unpacks one file, counted as in [`Archive::names`], piece by piece.
    pub(crate) fn unpack<E>(
        &mut self,
        number: usize,
        mut take: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), Failure<E>> {
        let Some((index, name)) = self.files.get(number) else {
            return Ok(());
        };
        let zip_fault = |code, message| Failure::Zip(Fault { code, message });
        let mut file = self
            .zip
            .by_index(*index)
            .map_err(|error| Failure::Zip(broken(&error)))?;
        let most = FREE_BYTES.max(file.compressed_size().saturating_mul(self.limits.ratio));
        let mut piece = vec![0; PIECE];
        let mut unpacked = 0;
        loop {
            let length = match file.read(&mut piece) {
                Ok(0) => return Ok(()),
                Ok(length) => length,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(Failure::Zip(broken(&error.into()))),
            };
            let bytes = piece.get(..length).unwrap_or_default();
            if unpacked == 0 && is_zip(bytes) {
                let message = format!("{name} is a zip itself");
                return Err(zip_fault(Code::ZipNested, message));
            }
            unpacked += length as u64;
            if unpacked > most {
                let message = format!("{name} is packed more than {} times", self.limits.ratio);
                return Err(zip_fault(Code::ZipBomb, message));
            }
            self.unpacked += length as u64;
            if self.unpacked > self.limits.unpacked_bytes {
                let most = self.limits.unpacked_bytes;
                let message = format!("its files are larger than {most} bytes, unpacked");
                return Err(zip_fault(Code::ZipBomb, message));
            }
            take(bytes).map_err(Failure::Taker)?;
        }
    }
}

/// How many files the zip says it has, by the record at its end: a list of millions is not even
/// read.
fn listed<R: Read + Seek>(reader: &mut R) -> std::io::Result<usize> {
    let end = reader.seek(SeekFrom::End(0))?;
    reader.seek(SeekFrom::Start(end.saturating_sub(LONGEST_END)))?;
    let mut tail = Vec::new();
    reader.take(LONGEST_END).read_to_end(&mut tail)?;
    reader.seek(SeekFrom::Start(0))?;
    let found = memchr::memmem::rfind(&tail, b"PK\x05\x06");
    let count = found.and_then(|start| tail.get(start + 10..start + 12));
    Ok(match count {
        Some([low, high]) => usize::from(u16::from_le_bytes([*low, *high])),
        _ => 0,
    })
}

fn too_many(most: usize) -> Fault {
    Fault {
        code: Code::ZipTooManyFiles,
        message: format!("the zip has more than {most} files"),
    }
}

fn broken(error: &ZipError) -> Fault {
    Fault {
        code: Code::ZipBroken,
        message: format!("the zip cannot be unpacked: {error}"),
    }
}
