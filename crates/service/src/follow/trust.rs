//! Whom a node believes: the keys that the log itself has adopted, and none that somebody else put there
//! (R64).

use rollbook_book::Transaction;
use rollbook_proofs::Checkpoint;
use rollbook_records::{Body, Record, SharedKeyring};

use crate::Error;
use crate::signing::{adopted_key, is_endorsed, origin, verifying_key};

/// Whether the ledger's own key has signed the tree that the records give, in which case the checkpoint is
/// kept.
pub(super) fn is_as_signed(transaction: &mut Transaction<'_>, note: &str) -> Result<bool, Error> {
    let (size, root) = transaction.grown_tree();
    let key = adopted_key(&transaction.reads_as_written())?;
    let signed = key.and_then(|key| Checkpoint::open(note, &[key]).ok());
    let is_as_signed = signed.is_some_and(|signed| (signed.size, signed.root) == (size, root));
    if is_as_signed {
        transaction.keep_checkpoint(size, note)?;
    }
    Ok(is_as_signed)
}

/// Whether a record adopts no signing key, the first one, or one that the key before it endorses.
pub(super) fn is_vouched_for(
    transaction: &Transaction<'_>,
    record: &Record,
) -> Result<bool, Error> {
    let Body::SigningKeyAdopted(event) = &record.body else {
        return Ok(true);
    };
    let reads = transaction.reads_as_written();
    let Some(before) = adopted_key(&reads)? else {
        return Ok(true);
    };
    let next = verifying_key(&origin(&reads)?, &event.public_key)?;
    Ok(is_endorsed(&before, &next, event.endorsement))
}

/// Whether the nodes have the key that signs now. After a loss no other key vouches for it, and whoever has
/// rights on the log alone cannot put one into the keyring.
pub(super) fn is_ours(
    transaction: &Transaction<'_>,
    keys: Option<&dyn SharedKeyring>,
) -> Result<bool, Error> {
    let adopted = transaction.reads_as_written().signing_key()?;
    match (adopted, keys) {
        (Some(adopted), Some(keys)) => Ok(keys.signing_key(&adopted.public_key)?.is_some()),
        _ => Ok(false),
    }
}
