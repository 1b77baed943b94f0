//! Before the log grows: is its head the one that was signed?

use rollbook_book::{SigningKeyRow, Transaction};
use rollbook_proofs::Checkpoint;

use super::{SigningKeyError, origin, verifying_key};
use crate::Error;

/// Refuses to sign on top of a tree that was not signed itself. The tree grows from stored tiles, and
/// whoever can write the file could have them say anything: a signature over the next record would
/// make it genuine (R64).
///
/// `adopted` is the key of the ledger when the transaction began.
///
/// # Errors
/// [`SigningKeyError::NotAsSigned`].
pub(crate) fn check(transaction: &Transaction<'_>, adopted: &SigningKeyRow) -> Result<(), Error> {
    let reads = transaction.reads_as_written();
    let size = transaction.began_at().map_or(0, |head| head.0 + 1);
    let key = verifying_key(&origin(&reads)?, &adopted.public_key)?;
    let signed = reads
        .checkpoint(size)?
        .and_then(|stored| Checkpoint::open(&stored.note, &[key]).ok());
    match signed {
        Some(signed) if (signed.size, signed.root) == (size, transaction.root()) => Ok(()),
        _ => Err(SigningKeyError::NotAsSigned(size).into()),
    }
}
