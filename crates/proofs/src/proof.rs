//! C2SP proofs (c2sp.org/tlog-proof): all that shows a record to be in the log, in one text.

use std::fmt;
use std::str::FromStr;

use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::hash::{Hash, leaf_hash};
use crate::inclusion::{NotProven, verify_inclusion};
use crate::key::VerifyingKey;
use crate::text::{base64, format_hash, parse_base64, parse_hash, parse_number};

const FIRST_LINE: &str = "c2sp.org/tlog-proof@v1";

/// A record's place in the log, the hashes that prove it, and the signed checkpoint that they lead to (R64).
/// Whoever has the record and the log's verifying key needs nothing else.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogProof {
    /// Bytes that go along. Nothing vouches for them.
    pub extra: Option<Vec<u8>>,
    /// The record's position.
    pub index: u64,
    /// The hashes from the leaf's sibling to the root's child.
    pub hashes: Vec<Hash>,
    /// The checkpoint, as a signed note.
    pub checkpoint: String,
}

/// A text that is no such proof.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the text is no proof of the format {FIRST_LINE}: {0}")]
pub struct ProofFormatError(&'static str);

/// A proof that does not prove the record to be in the log.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ProofError {
    /// The checkpoint is not the log's.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The hashes do not lead from the record to the checkpoint.
    #[error(transparent)]
    NotProven(#[from] NotProven),
}

impl LogProof {
    /// Checks that the log of one of these keys had exactly this record at [`LogProof::index`], and gives the
    /// checkpoint that says so.
    pub fn verify(&self, record: &[u8], keys: &[VerifyingKey]) -> Result<Checkpoint, ProofError> {
        let checkpoint = Checkpoint::open(&self.checkpoint, keys)?;
        let leaf = leaf_hash(record);
        verify_inclusion(
            &leaf,
            self.index,
            checkpoint.size,
            &self.hashes,
            &checkpoint.root,
        )?;
        Ok(checkpoint)
    }
}

impl fmt::Display for LogProof {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{FIRST_LINE}")?;
        if let Some(extra) = &self.extra {
            writeln!(formatter, "extra {}", base64(extra))?;
        }
        writeln!(formatter, "index {}", self.index)?;
        for hash in &self.hashes {
            writeln!(formatter, "{}", format_hash(hash))?;
        }
        write!(formatter, "\n{}", self.checkpoint)
    }
}

impl FromStr for LogProof {
    type Err = ProofFormatError;

    fn from_str(text: &str) -> Result<LogProof, ProofFormatError> {
        let (head, checkpoint) = text.split_once("\n\n").ok_or(ProofFormatError(
            "it has no blank line with a checkpoint behind it",
        ))?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(FIRST_LINE) {
            return Err(ProofFormatError("its first line is another"));
        }
        let extra = lines.next_if(|line| line.starts_with("extra "));
        let extra = extra.map(|line| {
            let bytes = line.strip_prefix("extra ").and_then(parse_base64);
            bytes.ok_or(ProofFormatError("its extra data is not base64"))
        });
        let index = lines.next().and_then(|line| line.strip_prefix("index "));
        let index = index.and_then(parse_number);
        let hashes = lines.map(|line| {
            parse_hash(line).ok_or(ProofFormatError("a hash is not 32 bytes in base64"))
        });
        Ok(LogProof {
            extra: extra.transpose()?,
            index: index.ok_or(ProofFormatError("its index is missing or no whole number"))?,
            hashes: hashes.collect::<Result<_, _>>()?,
            checkpoint: checkpoint.to_owned(),
        })
    }
}
