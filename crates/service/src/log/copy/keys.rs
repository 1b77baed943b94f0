//! Keys, from one keyring into another.

use rollbook_records::{Key, KeyId, Keyring};

use super::error::CopyError;
use crate::Error;

/// Keys that are written at once.
const PIECE: usize = 10_000;

/// Has the second keyring hold what the first one does. It loses nothing: whoever was deleted since the
/// keys were copied is in the log, and whoever follows that destroys the key.
///
/// # Errors
/// [`CopyError::KeysOfAnother`] where it is the keyring of another ledger.
pub(super) fn copy(from: &dyn Keyring, to: &dyn Keyring) -> Result<(), Error> {
    let own = from.key(KeyId::LEDGER)?.ok_or(Error::KeyMissing)?;
    if to.key(KeyId::LEDGER)?.is_some_and(|other| *other != *own) {
        return Err(CopyError::KeysOfAnother.into());
    }
    let wanted = from.all()?;
    let mut there = to.ids()?;
    there.sort_unstable();
    let missing: Vec<&(KeyId, Key)> = wanted
        .iter()
        .filter(|(id, _)| there.binary_search(id).is_err())
        .collect();
    for piece in missing.chunks(PIECE) {
        let piece: Vec<(KeyId, Key)> = piece.iter().map(|key| (*key).clone()).collect();
        to.create(&piece)?;
    }
    Ok(())
}
