//! Which bytes are text, and what the others most likely are.

/// Why bytes cannot be read as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// No byte at all.
    Empty,
    Utf16,
    /// A workbook or another zip archive.
    Zip,
    /// A picture, a PDF or the like.
    Binary,
    /// This byte does not belong to UTF-8 where it stands.
    NotUtf8(u8),
    /// The last character is cut off.
    CutOff,
}

impl Unreadable {
    /// A sentence without its final full stop, naming the encoding where it can be told.
    pub fn message(self) -> String {
        match self {
            Unreadable::Empty => "the file is empty".to_owned(),
            Unreadable::Utf16 => {
                "the file is UTF-16, which spreadsheets call “Unicode text”".to_owned()
            }
            Unreadable::Zip => "the file is a workbook or a zip archive and no CSV".to_owned(),
            Unreadable::Binary => {
                "the file is a picture, a PDF, a gzip archive or an old workbook, and no CSV"
                    .to_owned()
            }
            Unreadable::NotUtf8(byte) => format!(
                "the byte 0x{byte:02X} is not UTF-8; the file is most likely Windows-1252, which older spreadsheets write"
            ),
            Unreadable::CutOff => "the file ends in the middle of a character".to_owned(),
        }
    }
}

/// The UTF-8 byte order mark.
pub(crate) const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// How files begin that are no text: PNG, JPEG, PDF, gzip, and workbooks of before 2007.
const BINARY: [&[u8]; 5] = [
    b"\x89PNG",
    b"\xFF\xD8\xFF",
    b"%PDF-",
    b"\x1F\x8B",
    b"\xD0\xCF\x11\xE0",
];

/// Recognises what is no UTF-8 from the start of a file; `head` is its first line or more.
pub(crate) fn sniff(head: &[u8]) -> Option<Unreadable> {
    if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
        return Some(Unreadable::Utf16);
    }
    if head.starts_with(b"PK\x03\x04") {
        return Some(Unreadable::Zip);
    }
    if BINARY.iter().any(|start| head.starts_with(start)) {
        return Some(Unreadable::Binary);
    }
    // Latin text in UTF-16 has NUL as every other byte. One NUL alone is a damaged cell, not an encoding.
    let pattern: Vec<bool> = head.iter().take(8).map(|byte| *byte == 0).collect();
    let little_endian = [false, true].repeat(4);
    let big_endian = [true, false].repeat(4);
    let utf16 = pattern.len() >= 4
        && (little_endian.starts_with(&pattern) || big_endian.starts_with(&pattern));
    utf16.then_some(Unreadable::Utf16)
}

/// Bytes that were validated, as text; what is not text from some byte on, such as the half of a character, is left out.
pub(crate) fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_else(|error| {
        let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
        std::str::from_utf8(valid).unwrap_or_default()
    })
}

/// Validates UTF-8 that arrives in pieces, keeping at most the three bytes of a character begun.
#[derive(Default)]
pub(crate) struct Utf8 {
    begun: [u8; 4],
    length: usize,
}

impl Utf8 {
    /// Checks the next piece. An error tells how many bytes of the piece come before the fault, and the faulty byte.
    pub fn check(&mut self, piece: &[u8]) -> Result<(), (usize, u8)> {
        let rest = self.complete(piece)?;
        let Some(tail) = piece.get(rest..) else {
            return Ok(());
        };
        let Err(error) = std::str::from_utf8(tail) else {
            return Ok(());
        };
        let bad = tail.get(error.valid_up_to()..).unwrap_or_default();
        if error.error_len().is_some() {
            return Err((
                rest + error.valid_up_to(),
                bad.first().copied().unwrap_or_default(),
            ));
        }
        self.length = bad.len();
        if let Some(begun) = self.begun.get_mut(..bad.len()) {
            begun.copy_from_slice(bad);
        }
        Ok(())
    }

    /// Feeds a character begun in an earlier piece; answers how many bytes of this piece belong to it.
    fn complete(&mut self, piece: &[u8]) -> Result<usize, (usize, u8)> {
        let mut taken = 0;
        while self.length > 0 {
            let (Some(byte), Some(slot)) = (piece.get(taken), self.begun.get_mut(self.length))
            else {
                break;
            };
            *slot = *byte;
            match std::str::from_utf8(self.begun.get(..=self.length).unwrap_or_default()) {
                Ok(_) => self.length = 0,
                Err(error) if error.error_len().is_none() => self.length += 1,
                Err(_) => return Err((0, self.begun[0])),
            }
            taken += 1;
        }
        Ok(taken)
    }

    /// True when no character is left unfinished.
    pub fn complete_at_end(&self) -> bool {
        self.length == 0
    }
}
