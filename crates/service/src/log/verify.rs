//! `verify`: is the log the one that was signed? Needs neither keys nor views, and changes nothing.

mod keys;
mod log;
mod restored;

use std::path::PathBuf;

use rollbook_book::{ReadOnlyBook, Reads};
use rollbook_proofs::{Checkpoint, VerifyingKey};

use crate::Error;
use crate::answers::{TrustedKey, Verified};
use crate::signing::file_key;
use log::Log;

/// What a log is to be held against.
#[derive(Clone, Debug)]
pub struct VerifyRequest {
    /// The data directory, or a copy that has at least `book.db`.
    pub directory: PathBuf,
    /// The signing key, where it is not in the directory. Only its public half is used.
    pub signing_key: Option<PathBuf>,
    /// A signed checkpoint that was kept elsewhere.
    pub checkpoint: Option<String>,
    /// The public key that whoever asks relies on.
    pub key: Option<String>,
}

/// A checkpoint that was kept elsewhere.
struct Pinned {
    note: String,
    /// What it claims, before anybody knows whether it is to be believed.
    checkpoint: Checkpoint,
}

/// A key that does not come from the log.
struct Trusted {
    key: VerifyingKey,
    source: TrustedKey,
}

impl VerifyRequest {
    /// Goes over the log once and recomputes its tree. `on_progress` is told records done, and of how
    /// many.
    ///
    /// # Errors
    /// [`Error::NoLedger`]; [`Error::Invalid`] where the checkpoint or the key is none, or the checkpoint
    /// is that of another log. What is wrong with the log is no error but a fault in the answer.
    pub fn verify(&self, on_progress: &mut dyn FnMut(u64, u64)) -> Result<Verified, Error> {
        let pinned = self.pinned()?;
        // Before the book: if the key is replaced in between, the book tells of its successor.
        let trusted = self.trusted()?;
        ReadOnlyBook::open(&self.directory)?.read(|reads| {
            match Log::read(reads, trusted.as_ref(), pinned.as_ref())? {
                Some(log) => judge(reads, &log, pinned.as_ref(), on_progress),
                None => Err(Error::NoLedger(self.directory.clone())),
            }
        })
    }

    fn pinned(&self) -> Result<Option<Pinned>, Error> {
        let Some(note) = self.checkpoint.clone() else {
            return Ok(None);
        };
        let checkpoint = Checkpoint::claimed(&note)
            .map_err(|error| Error::invalid("checkpoint", error.to_string()))?;
        Ok(Some(Pinned { note, checkpoint }))
    }

    fn trusted(&self) -> Result<Option<Trusted>, Error> {
        if let Some(given) = &self.key {
            let (key, source) = (parse_key(given)?, TrustedKey::Given);
            return Ok(Some(Trusted { key, source }));
        }
        let key = file_key(&self.directory, self.signing_key.as_deref());
        let source = TrustedKey::File;
        Ok(key.map(|key| Trusted { key, source }))
    }
}

fn judge(
    reads: &Reads<'_>,
    log: &Log<'_>,
    pinned: Option<&Pinned>,
    on_progress: &mut dyn FnMut(u64, u64),
) -> Result<Verified, Error> {
    if let Some(pinned) = pinned {
        log.check_origin(&pinned.checkpoint)?;
    }
    let mut found = log.hold_against(pinned, on_progress);
    let explained = match pinned {
        Some(pinned) if !found.ok => restored::behind(reads, pinned, &log.keys)?,
        _ => None,
    };
    if let (Some(restored), Some(pinned)) = (explained, pinned) {
        // Of the log that was replaced nothing is left to compare: where the one that is here is whole
        // by itself, that is all there is to tell.
        let by_itself = log.hold_against(None, on_progress);
        if by_itself.ok {
            found = by_itself;
            found.pinned = Some(pinned.checkpoint.size);
        }
        found.ok = false;
        found.faults.push(restored);
    }
    Ok(found)
}

/// A public key as somebody gave it.
pub(crate) fn parse_key(text: &str) -> Result<VerifyingKey, Error> {
    let parsed = text.trim().parse();
    parsed.map_err(|error: rollbook_proofs::KeyError| Error::invalid("key", error.to_string()))
}
