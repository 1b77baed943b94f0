//! The adopted key in another place: beside the keys of a backup, and with a ledger that goes on from
//! one.

use std::fs;
use std::path::Path;

use rollbook_book::Reads;

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
        match self.key(&adopted) {
            Ok(key) => {
                file::write(&to.join(NAME), &key)?;
                Ok(true)
            }
            Err(SigningKeyError::Missing { .. } | SigningKeyError::Other { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

/// Takes the key out of a directory to the place that a setting names.
pub(crate) fn move_key(from: &Path, to: &Path) -> Result<(), Error> {
    let from = from.join(NAME);
    if let Some(key) = file::read(&from)? {
        let new = file::beside(to, file::NEW);
        file::write(&new, &key)?;
        fs::rename(&new, to).map_err(Error::File)?;
        file::sync_directory(to).map_err(Error::File)?;
        fs::remove_file(&from).map_err(Error::File)?;
    }
    Ok(())
}
