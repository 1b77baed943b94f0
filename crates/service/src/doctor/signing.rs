//! The signing key is at hand, and the log's head is signed by it (R64).

use rollbook_book::Reads;
use rollbook_proofs::Checkpoint;

use super::{Finding, fault};
use crate::signing::{SigningKeyError, adopted_key};
use crate::{Error, Ledger};

impl Ledger {
    pub(super) fn examine_signing(&self, reads: &Reads<'_>) -> Result<Vec<Finding>, Error> {
        let mut findings: Vec<Finding> = self.examine_key_file(reads)?.into_iter().collect();
        findings.extend(examine_checkpoint(reads)?);
        Ok(findings)
    }

    fn examine_key_file(&self, reads: &Reads<'_>) -> Result<Option<Finding>, Error> {
        let checked = self.signer.check_file().map_err(Error::from);
        let checked = checked.and_then(|()| self.signer.adopted(reads).map(drop));
        match checked {
            Err(Error::SigningKey(error)) => {
                let message = format!("nothing can be recorded: {error}");
                Ok(Some(fault(error.code(), &message, repair(&error))))
            }
            checked => checked.map(|()| None),
        }
    }
}

fn repair(error: &SigningKeyError) -> &'static str {
    match error {
        SigningKeyError::TooOpen(_) => "take away the rights of others: `chmod 600` on the file",
        SigningKeyError::File(..) => "see that the file can be read and its directory written",
        _ => "put back the signing key that belongs to this ledger, from where you keep a copy",
    }
}

/// The stored checkpoint is of the log's head, and by the key that the ledger adopted last.
fn examine_checkpoint(reads: &Reads<'_>) -> Result<Option<Finding>, Error> {
    let Some(key) = adopted_key(reads)? else {
        return Ok(None);
    };
    let Some(last) = reads.last_checkpoint()? else {
        let message = "the log's head is not signed, though the ledger has a signing key";
        return Ok(Some(fault("checkpoint-missing", message, VERIFY)));
    };
    let message = match Checkpoint::open(&last.note, &[key]) {
        Err(error) => format!("the checkpoint of the log's head is not to be believed: {error}"),
        Ok(checkpoint) if checkpoint.size != reads.size()? => format!(
            "the last checkpoint is of {} records, and the log has {}",
            checkpoint.size,
            reads.size()?
        ),
        Ok(checkpoint) if checkpoint.root != reads.root()? => {
            "the last checkpoint has another root than the stored Merkle tree".to_owned()
        }
        Ok(_) => return Ok(None),
    };
    Ok(Some(fault("checkpoint-differs", &message, VERIFY)))
}

const VERIFY: &str = "find out by `rollbook verify` what was changed; then stop rollbook and put back a copy of the data directory";
