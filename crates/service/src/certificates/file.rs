//! The parts of a certificate, and their one spelling: any byte too many is found.

use std::fmt;

use rollbook_proofs::{LogProof, base64, parse_base64};

use super::CertificateError;

/// Before the record, in base64.
const RECORD: &str = "record ";

pub(super) struct CertificateFile {
    /// The claims as a C2SP signed note.
    pub(super) note: String,
    /// The record of the deletion, as it is stored.
    pub(super) record: Vec<u8>,
    /// That it stands in the log.
    pub(super) proof: LogProof,
}

impl fmt::Display for CertificateFile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let record = base64(&self.record);
        write!(
            formatter,
            "{}\n{RECORD}{record}\n\n{}",
            self.note, self.proof
        )
    }
}

impl CertificateFile {
    /// Reads what was given out, and nothing that differs from it in spelling.
    pub(super) fn parse(text: &str) -> Result<CertificateFile, CertificateError> {
        let malformed = CertificateError::Format;
        let file = Self::split(text).ok_or(malformed.clone())?;
        let is_as_written = file.to_string() == text && file.proof.extra.is_none();
        let is_signed_once = is_signed_once(&file.note) && is_signed_once(&file.proof.checkpoint);
        match is_as_written && is_signed_once {
            true => Ok(file),
            false => Err(malformed),
        }
    }

    fn split(text: &str) -> Option<CertificateFile> {
        let (note, rest) = text.split_once(&format!("\n\n{RECORD}"))?;
        let (record, proof) = rest.split_once("\n\n")?;
        Some(CertificateFile {
            note: format!("{note}\n"),
            record: parse_base64(record)?,
            proof: proof.parse().ok()?,
        })
    }
}

/// Signatures by keys that nobody knows are passed over by whoever checks a note, so none may be added.
fn is_signed_once(note: &str) -> bool {
    let signatures = note.rsplit_once("\n\n").map(|(_, signatures)| signatures);
    signatures.is_some_and(|lines| lines.lines().count() == 1)
}
