use rollbook_book::{Reads, StoredCheckpoint, sign_checkpoint};
use rollbook_proofs::{Checkpoint, Hash, VerifyingKey, format_hash, verify_consistency};

use crate::signing::{SigningKeyError, adopted_key};
use crate::{Error, Ledger, answers};

impl Ledger {
    /// The signed checkpoint of the last commit.
    ///
    /// # Errors
    /// [`SigningKeyError::NoneYet`] where nothing was recorded since a version that signed nothing.
    pub fn checkpoint(&self) -> Result<answers::Checkpoint, Error> {
        self.read(|reads| {
            let last = reads.last_checkpoint()?;
            let StoredCheckpoint { size, note } = last.ok_or(SigningKeyError::NoneYet)?;
            Ok(answers::Checkpoint {
                size,
                root: format_hash(&reads.root_at(size)?),
                note,
            })
        })
    }

    /// The signed checkpoint of a size that the log has reached: the one that is kept, or one that is
    /// signed now. That of a key which was replaced since is only given where nothing else can be.
    pub(super) fn checkpoint_of(
        &self,
        reads: &Reads<'_>,
        size: u64,
        root: Hash,
    ) -> Result<String, Error> {
        let key = adopted_key(reads)?.ok_or(SigningKeyError::NoneYet)?;
        let kept = reads.checkpoint(size)?.map(|kept| kept.note);
        match kept {
            Some(kept) if Checkpoint::open(&kept, std::slice::from_ref(&key)).is_ok() => Ok(kept),
            kept => match (self.signer.adopted(reads), kept) {
                (Ok(Some(signing)), _) => {
                    check_is_signed(reads, size, &root, key)?;
                    Ok(sign_checkpoint(&signing, size, root)?)
                }
                (_, Some(kept)) => Ok(kept),
                (failed, None) => Err(failed.err().unwrap_or(SigningKeyError::NoneYet.into())),
            },
        }
    }
}

/// Refuses to sign a root that the last checkpoint, signed by `key`, does not continue: stored tiles
/// are believed by nobody.
fn check_is_signed(
    reads: &Reads<'_>,
    size: u64,
    root: &Hash,
    key: VerifyingKey,
) -> Result<(), Error> {
    let all = reads.size()?;
    let last = reads
        .last_checkpoint()?
        .and_then(|last| Checkpoint::open(&last.note, &[key]).ok())
        .filter(|last| last.size == all)
        .ok_or(SigningKeyError::NotAsSigned(all))?;
    let proof = reads.consistency_proof(size, last.size)?;
    verify_consistency(size, root, last.size, &last.root, &proof)
        .map_err(|_| SigningKeyError::NotAsSigned(all).into())
}
