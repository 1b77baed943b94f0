//! The adopted key in another place: beside the keys of a backup, and with a ledger that goes on from
//! one.

use std::path::Path;

use rollbook_book::{Alone, Reads, private};
use rollbook_proofs::SigningKey;

use super::file::{self, NAME};
use super::{Signer, SigningKeyError};
use crate::Error;

impl Signer {
    /// Writes the key that the ledger has adopted, as it is at the moment that is read, into a
    /// directory where there is none. Tells whether it was at hand; a ledger that has none yet is told
    /// as if.
    pub(crate) fn copy_adopted(&self, reads: &Reads<'_>, to: &Path) -> Result<bool, Error> {
        let Some(adopted) = reads.signing_key()? else {
            return Ok(true);
        };
        use SigningKeyError::{Missing, NotShared, Other};
        match self.key_of(reads, &adopted) {
            Ok(key) => {
                file::write(&to.join(NAME), &key)?;
                Ok(true)
            }
            Err(Error::SigningKey(Missing { .. } | NotShared { .. } | Other { .. })) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Has the key of a ledger that is made ready in another directory wait for taking the place of the
    /// present one's, and leaves none in that directory. The present ledger goes on with its own key
    /// until then, and for good where it comes to nothing.
    pub(crate) fn have_wait(
        &self,
        key: &SigningKey,
        from: &Path,
        present: &Alone,
    ) -> Result<(), Error> {
        // The one that waits already may be the only one of the present ledger, after a crash.
        if self.file.read_next()?.is_some()
            && let Some(adopted) = present.signing_key()?
            && self.key(&adopted).is_ok()
        {
            self.settle()?;
        }
        self.file.write_next(key)?;
        let made_ready = from.join(NAME);
        private::remove_file(&made_ready)
            .map(drop)
            .map_err(|error| Error::Unwritable(made_ready, error))
    }

    /// Gives it the name of the one before, once its ledger is in place. Where this fails it signs from
    /// where it waits, and the next commit tries again.
    pub(crate) fn take_place(&self, key: &SigningKey) {
        if let Err(error) = self.file.promote_next(key.verifying_key()) {
            tracing::warn!(code = error.code(), %error, "the new signing key has not got its name yet");
        }
    }
}
