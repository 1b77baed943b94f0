//! Keys, from one keyring into another.

use rollbook_records::{Key, KeyId, Keyring};

use crate::Error;

/// Keys that are written at once.
const PIECE: usize = 10_000;

/// Has the second keyring hold what the first one does: those that it lacks are made, and those that
/// were destroyed in the first since are destroyed.
///
/// # Errors
/// [`Error::KeysOfAnother`] where it is the keyring of another ledger.
pub(super) fn copy(from: &dyn Keyring, to: &dyn Keyring) -> Result<(), Error> {
    let own = from.key(KeyId::LEDGER)?.ok_or(Error::KeyMissing)?;
    if to.key(KeyId::LEDGER)?.is_some_and(|other| *other != *own) {
        return Err(Error::KeysOfAnother);
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
    let is_wanted = |id: &KeyId| wanted.binary_search_by_key(id, |(id, _)| *id).is_ok();
    let gone: Vec<KeyId> = there.into_iter().filter(|id| !is_wanted(id)).collect();
    Ok(to.destroy(&gone)?)
}
