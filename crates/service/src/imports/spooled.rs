//! A sealed file read from any place: a zip's list of files stands at its end.

use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};

use rollbook_records::{Key, Purpose, Sealed, open_bytes};
use zeroize::Zeroizing;

use super::sealed_file::{LENGTH, OVERHEAD, PIECE};

/// What [`super::sealed_file::SealedWriter`] wrote, read in any order; one piece is open at a time.
pub(crate) struct Spooled {
    file: File,
    key: Key,
    /// Plain bytes in all pieces.
    length: u64,
    position: u64,
    /// The piece that is open, and its number.
    open: Option<(u64, Zeroizing<Vec<u8>>)>,
}

impl Spooled {
    pub(super) fn open(file: File, key: Key) -> io::Result<Spooled> {
        let stored = file.metadata()?.len();
        // The empty piece at the end tells that the file is whole.
        let pieces = stored.checked_sub(LENGTH + OVERHEAD).ok_or_else(cut)?;
        let (full, rest) = (pieces / stored_piece(), pieces % stored_piece());
        let rest = match rest {
            0 => 0,
            rest => rest.checked_sub(LENGTH + OVERHEAD).ok_or_else(cut)?,
        };
        Ok(Spooled {
            file,
            key,
            length: full * PIECE as u64 + rest,
            position: 0,
            open: None,
        })
    }

    /// The plain bytes of a piece.
    fn piece(&mut self, number: u64) -> io::Result<&[u8]> {
        if self.open.as_ref().is_none_or(|(open, _)| *open != number) {
            self.file.seek(SeekFrom::Start(number * stored_piece()))?;
            let mut length = [0; LENGTH as usize];
            self.file.read_exact(&mut length)?;
            let length = u32::from_le_bytes(length) as usize;
            if length > 2 * PIECE {
                return Err(cut());
            }
            let mut sealed = vec![0; length];
            self.file.read_exact(&mut sealed)?;
            let sealed = Sealed::from_bytes(&sealed);
            let plain = open_bytes(&self.key, Purpose::Upload, &sealed).map_err(|_| cut())?;
            self.open = Some((number, plain));
        }
        Ok(self.open.as_ref().map_or(&[][..], |(_, plain)| plain))
    }
}

impl Read for Spooled {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.position >= self.length {
            return Ok(0);
        }
        let (number, start) = (
            self.position / PIECE as u64,
            (self.position % PIECE as u64) as usize,
        );
        let plain = self.piece(number)?.get(start..).unwrap_or_default();
        let length = plain.len().min(buffer.len());
        buffer[..length].copy_from_slice(&plain[..length]);
        self.position += length as u64;
        Ok(length)
    }
}

impl Seek for Spooled {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::End(offset) => self.length.checked_add_signed(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
        };
        self.position = position.ok_or(ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}

/// Bytes of a full piece as it stands in the file.
fn stored_piece() -> u64 {
    LENGTH + OVERHEAD + PIECE as u64
}

fn cut() -> io::Error {
    io::Error::new(
        ErrorKind::InvalidData,
        "a sealed piece of the file does not open",
    )
}
