//! A ledger's first signing key.

use rollbook_records::{Body, SigningKeyAdopted};

use super::{Signer, SigningKeyError, new_key, origin};
use crate::Error;
use crate::work::{NewEvent, Receipt, Work};

impl Signer {
    /// Records which key signs from here on, where none does yet: the one in the file, or a new one
    /// where there is no file.
    ///
    /// The ledger must be open: a key bears its name, and is of no use to another.
    ///
    /// # Errors
    /// [`SigningKeyError::OfAnotherLedger`].
    pub(crate) fn adopt_first(&self, work: &mut Work<'_, '_>) -> Result<Receipt, Error> {
        if work.reads().signing_key()?.is_some() {
            return Ok(Receipt::default());
        }
        let origin = origin(&work.reads())?;
        let key = match self.file.read()? {
            Some(key) => key,
            None => self.file.make(new_key(&origin, work)?)?,
        };
        let public = key.verifying_key();
        if public.name() != origin {
            let (path, name) = (self.path(), public.name().to_owned());
            return Err(SigningKeyError::OfAnotherLedger { path, name }.into());
        }
        let body = Body::SigningKeyAdopted(SigningKeyAdopted {
            public_key: public.public_key(),
            endorsement: None,
        });
        let position = work.record(NewEvent::of_ledger(body), None)?;
        Ok(Receipt::default().at(position))
    }
}
