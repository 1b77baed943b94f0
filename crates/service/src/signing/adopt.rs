//! A ledger's first signing key.

use rollbook_records::{Body, SigningKeyAdopted};

use super::{Signer, SigningKeyError, new_key, origin};
use crate::Error;
use crate::work::{NewEvent, Receipt, Work};

impl Signer {
    /// Makes the key that signs from here on, where none does yet.
    ///
    /// The ledger must be open: a key bears its name, and is of no use to another. The key waits beside
    /// its file until the log has adopted it. So a crash in between leaves no file, and a file, or a
    /// checkpoint, that no adopted key explains tells that somebody took the adoption out of the book:
    /// to adopt that key anew would sign whatever else was done to it.
    ///
    /// # Errors
    /// [`SigningKeyError::OfAnotherLedger`]; [`SigningKeyError::AdoptionLost`].
    pub(crate) fn adopt_first(&self, work: &mut Work<'_, '_>) -> Result<Receipt, Error> {
        if work.reads().signing_key()?.is_some() {
            return Ok(Receipt::default());
        }
        let origin = origin(&work.reads())?;
        if let Some(key) = self.file.read()? {
            let (path, name) = (self.path(), key.verifying_key().name().to_owned());
            return Err(match name == origin {
                true => SigningKeyError::AdoptionLost,
                false => SigningKeyError::OfAnotherLedger { path, name },
            }
            .into());
        }
        if work.reads().last_checkpoint()?.is_some() {
            return Err(SigningKeyError::AdoptionLost.into());
        }
        let key = new_key(&origin, work)?;
        self.keep_next(&key)?;
        let body = Body::SigningKeyAdopted(SigningKeyAdopted {
            public_key: key.verifying_key().public_key(),
            endorsement: None,
        });
        let position = work.record(NewEvent::of_ledger(body), None)?;
        Ok(Receipt::default().at(position))
    }
}
