//! C2SP checkpoints (c2sp.org/tlog-checkpoint): what a log was at one size, signed by it.

use std::fmt;
use std::str::FromStr;

use crate::Hash;
use crate::key::{SigningKey, VerifyingKey};
use crate::note::{self, NoteError};
use crate::text::{format_hash, parse_hash, parse_number};

/// The head of a log at one size (R64). Its text has a line for each field: the root in base64.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checkpoint {
    /// The log's name, one line.
    pub origin: String,
    /// How many records the log had.
    pub size: u64,
    /// The root of the tree over them.
    pub root: Hash,
}

/// A text that is no checkpoint, or not one to be believed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CheckpointError {
    /// The note around it is not to be believed.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The text is not that of a checkpoint.
    #[error(
        "the text is no checkpoint: its lines must be the log's name, its size without leading zeros, and the root in base64, none of them empty"
    )]
    Format,
    /// The key is not the named log's own.
    #[error(
        "the checkpoint is one of the log `{origin}`, but the key that signs it is that of `{signer}`"
    )]
    Origin {
        /// The log that the checkpoint names.
        origin: String,
        /// The name of the key.
        signer: String,
    },
}

impl Checkpoint {
    /// The checkpoint as a signed note. The key must bear the log's name.
    pub fn sign(&self, key: &SigningKey) -> Result<String, CheckpointError> {
        self.check_signers(&[key.verifying_key()])?;
        Ok(note::sign(&self.to_string(), key)?)
    }

    /// The checkpoint of a signed note, if the log that it names has signed it by one of these keys.
    pub fn open(note: &str, keys: &[VerifyingKey]) -> Result<Checkpoint, CheckpointError> {
        let note = note::open(note, keys)?;
        let checkpoint: Checkpoint = note.text.parse()?;
        checkpoint.check_signers(&note.signed_by)?;
        Ok(checkpoint)
    }

    /// What a note claims, whoever signed it: nothing to be believed.
    pub fn claimed(note: &str) -> Result<Checkpoint, CheckpointError> {
        let text = note.split_once("\n\n").map_or(note, |(text, _)| text);
        format!("{text}\n").parse()
    }

    /// A witness may sign other logs' checkpoints, but only the log's own signature makes it one of the log.
    fn check_signers(&self, signers: &[&VerifyingKey]) -> Result<(), CheckpointError> {
        if signers.iter().any(|key| key.name() == self.origin) {
            return Ok(());
        }
        let names: Vec<_> = signers.iter().map(|key| key.name()).collect();
        let (origin, signer) = (self.origin.clone(), names.join("`, `"));
        Err(CheckpointError::Origin { origin, signer })
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Checkpoint { origin, size, root } = self;
        write!(formatter, "{origin}\n{size}\n{}\n", format_hash(root))
    }
}

/// Reads the text of a checkpoint, without signatures. Further lines are allowed and mean nothing here.
impl FromStr for Checkpoint {
    type Err = CheckpointError;

    fn from_str(text: &str) -> Result<Checkpoint, CheckpointError> {
        parse(text).ok_or(CheckpointError::Format)
    }
}

fn parse(text: &str) -> Option<Checkpoint> {
    let mut lines = text.strip_suffix('\n')?.split('\n');
    let origin = lines.next()?.to_owned();
    let size = parse_number(lines.next()?)?;
    let root = parse_hash(lines.next()?)?;
    let no_empty_line = !origin.is_empty() && lines.all(|line| !line.is_empty());
    no_empty_line.then_some(Checkpoint { origin, size, root })
}
