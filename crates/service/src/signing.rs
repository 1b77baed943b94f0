//! The key that signs checkpoints (R64): in a file of its own, adopted and replaced by events. See
//! ADR 18.

mod adopt;
mod copy;
mod error;
mod file;
pub(crate) mod head;
mod rotate;
mod show;
mod signer;

use std::path::{Path, PathBuf};

use rollbook_book::{BookError, Reads};
use rollbook_domain::Position;
use rollbook_proofs::{SigningKey, VerifyingKey};
use rollbook_records::{Body, Key};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::work::Work;
use crate::{Error, Settings};

pub use error::SigningKeyError;
pub(crate) use signer::Signer;

/// The id that the ledger was opened with.
pub(crate) fn ledger_id(reads: &Reads<'_>) -> Result<Uuid, Error> {
    match reads.record(Position(0))?.body {
        Body::LedgerOpened(event) => Ok(Uuid::from_bytes(event.ledger.0)),
        _ => Err(BookError::Damaged("the first record opens no ledger".to_owned()).into()),
    }
}

/// The log's name in checkpoints, and that of the key that signs them.
pub(crate) fn origin(reads: &Reads<'_>) -> Result<String, Error> {
    Ok(origin_of(ledger_id(reads)?))
}

/// The same of a ledger whose id is known.
pub(crate) fn origin_of(ledger: Uuid) -> String {
    format!("rollbook/{ledger}")
}

/// Where the key stands: in the data directory, unless a setting names another file.
pub(crate) fn path(directory: &Path, setting: Option<&Path>) -> PathBuf {
    setting.map_or_else(|| directory.join(file::NAME), Path::to_owned)
}

/// The public half of the key in a file; `None` where there is none to be read. Whoever only checks
/// the log has no use for the other half, so nobody minds who may read it.
pub(crate) fn file_key(directory: &Path, setting: Option<&Path>) -> Option<VerifyingKey> {
    let path = path(directory, setting);
    let text = Zeroizing::new(std::fs::read_to_string(path).ok()?);
    let key: SigningKey = text.trim_end().parse().ok()?;
    Some(key.verifying_key().clone())
}

/// Writes a key that was in a shared keyring into the file of a ledger of one machine.
pub(crate) fn put_down(name: &str, seed: &Key, settings: &Settings) -> Result<(), Error> {
    let key = SigningKey::new(name, seed).map_err(|error| BookError::Damaged(error.to_string()))?;
    let path = path(&settings.directory, settings.signing_key.as_deref());
    Ok(file::write(&path, &key)?)
}

/// A key that nobody has yet.
fn new_key(origin: &str, work: &mut Work<'_, '_>) -> Result<SigningKey, Error> {
    let seed = Zeroizing::new(work.random()?);
    SigningKey::new(origin, &seed).map_err(|error| BookError::Damaged(error.to_string()).into())
}

/// The public half of the key that the ledger adopted last; `None` where it has none yet.
pub(crate) fn adopted_key(reads: &Reads<'_>) -> Result<Option<VerifyingKey>, Error> {
    let adopted = reads.signing_key()?;
    adopted
        .map(|adopted| verifying_key(&origin(reads)?, &adopted.public_key))
        .transpose()
}

/// A key that the ledger adopted.
pub(crate) fn verifying_key(origin: &str, public_key: &[u8; 32]) -> Result<VerifyingKey, Error> {
    VerifyingKey::new(origin, public_key)
        .map_err(|error| BookError::Damaged(error.to_string()).into())
}

/// Whether a key vouches for the one that was adopted after it: the bytes that its record has as an
/// endorsement may be anything.
pub(crate) fn is_endorsed(
    before: &VerifyingKey,
    next: &VerifyingKey,
    endorsement: Option<[u8; 64]>,
) -> bool {
    endorsement.is_some_and(|endorsement| before.has_endorsed(&next.public_key(), &endorsement))
}

#[cfg(test)]
mod tests;
