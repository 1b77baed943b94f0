//! Replaces the signing key.

use std::sync::Arc;

use rollbook_records::{Body, SigningKeyAdopted};

use super::{Signer, SigningKeyError, new_key, origin};
use crate::work::{NewEvent, Receipt, Work};
use crate::{DomainAdmin, Error, answers};

impl DomainAdmin<'_> {
    /// Makes a new key, which signs from here on. The one before endorses it and is gone then; one
    /// that `is_lost` cannot, and whoever relies on it has to be told of the new one.
    ///
    /// # Errors
    /// [`SigningKeyError::Missing`] and [`SigningKeyError::Other`] where the key is not at hand and
    /// is not said to be lost; [`SigningKeyError::NotLost`] where it is at hand and is;
    /// [`SigningKeyError::InTheWay`] where another file would be overwritten.
    pub fn rotate_signing_key(&self, is_lost: bool) -> Result<answers::SigningKeys, Error> {
        let signer = Arc::clone(&self.ledger.signer);
        self.ledger
            .write(self.caller, "log key rotate", move |work| {
                signer.rotate(work, is_lost)
            })?;
        self.ledger.signing_keys()
    }
}

impl Signer {
    /// See [`DomainAdmin::rotate_signing_key`].
    pub(crate) fn rotate(&self, work: &mut Work<'_, '_>, is_lost: bool) -> Result<Receipt, Error> {
        let Some(adopted) = work.reads().signing_key()? else {
            return self.adopt_first(work);
        };
        use SigningKeyError::{InTheWay, Missing, NotLost, NotShared, Other};
        let old = match (self.key_of(&work.reads(), &adopted), is_lost) {
            (Ok(_), true) => return Err(NotLost(self.path()).into()),
            (Err(Error::SigningKey(Missing { .. } | NotShared { .. })), true) => None,
            (Err(Error::SigningKey(Other { path, .. })), true) => return Err(InTheWay(path).into()),
            (old, _) => Some(old?),
        };
        // One that a crash left waiting would be overwritten, and signs already.
        if work.transaction.began_at() >= Some(adopted.position) {
            self.settle()?;
        }
        let origin = origin(&work.reads())?;
        let new = new_key(&origin, work)?;
        let public_key = new.verifying_key().public_key();
        self.keep_next(&new)?;
        let body = Body::SigningKeyAdopted(SigningKeyAdopted {
            public_key,
            endorsement: old.map(|old| old.endorse(&public_key)),
        });
        let position = work.record(NewEvent::of_ledger(body), None)?;
        Ok(Receipt::default().at(position))
    }
}
