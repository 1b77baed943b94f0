use rollbook_proofs::format_hash;

use super::{all_base64, covered};
use crate::{Error, Ledger, answers};

impl Ledger {
    /// Proves that the log of `from` records is the beginning of the one of `to`, or of all that there
    /// are.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a size that the log never had, and where `from` is the larger one.
    pub fn consistency(
        &self,
        from: u64,
        to: Option<u64>,
    ) -> Result<answers::ConsistencyProof, Error> {
        self.read(|reads| {
            let to = covered(reads, "to", to)?;
            let from = covered(reads, "from", Some(from))?;
            if from > to {
                return Err(Error::invalid(
                    "from",
                    "it is larger than `to`: say the smaller size first",
                ));
            }
            let (from_root, to_root) = (reads.root_at(from)?, reads.root_at(to)?);
            Ok(answers::ConsistencyProof {
                from,
                to,
                from_root: format_hash(&from_root),
                to_root: format_hash(&to_root),
                hashes: all_base64(&reads.consistency_proof(from, to)?),
                checkpoint: self.checkpoint_of(reads, to, to_root)?,
            })
        })
    }
}
