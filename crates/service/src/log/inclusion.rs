use rollbook_domain::Position;
use rollbook_proofs::{LogProof, base64, format_hash, leaf_hash};

use super::{all_base64, covered};
use crate::{Error, Ledger, answers};

impl Ledger {
    /// Proves that a record stands in the log, of the size that it has now or had once.
    ///
    /// # Errors
    /// [`Error::NotFound`] where a log of that size has no such record; [`Error::Invalid`] for a size
    /// that the log never had.
    pub fn inclusion(
        &self,
        position: Position,
        size: Option<u64>,
    ) -> Result<answers::InclusionProof, Error> {
        self.read(|reads| {
            let size = covered(reads, "size", size)?;
            let record = match reads.bytes(position)? {
                Some(record) if position.0 < size => record,
                _ => return Err(Error::NotFound("record")),
            };
            let hashes = reads.inclusion_proof(position.0, size)?;
            let root = reads.root_at(size)?;
            let checkpoint = self.checkpoint_of(reads, size, root)?;
            let proof = LogProof {
                extra: None,
                index: position.0,
                hashes,
                checkpoint,
            };
            Ok(answers::InclusionProof {
                position: position.0,
                size,
                root: format_hash(&root),
                leaf: format_hash(&leaf_hash(&record)),
                record: base64(record),
                hashes: all_base64(&proof.hashes),
                tlog_proof: proof.to_string(),
                checkpoint: proof.checkpoint,
            })
        })
    }
}
