//! The file of the signing key, and the one beside it in which the next key waits until the log has
//! adopted it.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use rollbook_book::private::{self, beside};
use rollbook_proofs::{SigningKey, VerifyingKey};
use zeroize::Zeroizing;

use super::SigningKeyError;

/// The name in the data directory, unless a setting names another file.
pub(crate) const NAME: &str = "signing.key";

/// Where the next key waits.
const NEXT: &str = ".next";

/// Where a key is written before it is given its name.
const NEW: &str = ".new";

/// A key has one line.
const MOST_BYTES: u64 = 4096;

/// A path at which the key stands; nothing is read before it is asked for.
pub(crate) struct SigningKeyFile {
    path: PathBuf,
}

impl SigningKeyFile {
    pub(super) fn new(path: PathBuf) -> SigningKeyFile {
        SigningKeyFile { path }
    }

    pub(super) fn path(&self) -> PathBuf {
        self.path.clone()
    }

    /// The key; `None` where there is no file.
    ///
    /// # Errors
    /// [`SigningKeyError::TooOpen`] where others may read it.
    pub(super) fn read(&self) -> Result<Option<SigningKey>, SigningKeyError> {
        read(&self.path)
    }

    /// The key that waits for its adoption.
    pub(super) fn read_next(&self) -> Result<Option<SigningKey>, SigningKeyError> {
        read(&beside(&self.path, NEXT))
    }

    /// Has a key wait until the log has adopted it.
    pub(super) fn write_next(&self, key: &SigningKey) -> Result<(), SigningKeyError> {
        let new = beside(&self.path, NEW);
        write(&new, key)?;
        let next = beside(&self.path, NEXT);
        fs::rename(&new, &next)
            .and_then(|()| private::sync_name(&next))
            .map_err(|error| SigningKeyError::File(next, error))
    }

    /// Gives the key that waits the name of the one before, which is gone then; unless another key
    /// waits by now, because another process has done this and replaced the key once more.
    pub(super) fn promote_next(&self, key: &VerifyingKey) -> Result<(), SigningKeyError> {
        match self.read_next()? {
            Some(next) if next.verifying_key() == key => {
                fs::rename(beside(&self.path, NEXT), &self.path)
                    .and_then(|()| private::sync_name(&self.path))
                    .map_err(|error| SigningKeyError::File(self.path(), error))
            }
            _ => Ok(()),
        }
    }
}

fn read(path: &Path) -> Result<Option<SigningKey>, SigningKeyError> {
    let fault = |error| SigningKeyError::File(path.to_owned(), error);
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        opened => opened.map_err(fault)?,
    };
    if is_open_to_others(&file).map_err(fault)? {
        return Err(SigningKeyError::TooOpen(path.to_owned()));
    }
    // With room for all of it: a text that grows leaves copies of the key behind.
    let mut text = Zeroizing::new(String::with_capacity(MOST_BYTES as usize));
    let malformed = || SigningKeyError::Malformed(path.to_owned());
    file.take(MOST_BYTES)
        .read_to_string(&mut text)
        .map_err(|error| match error.kind() {
            io::ErrorKind::InvalidData => malformed(),
            _ => fault(error),
        })?;
    text.trim_end().parse().map(Some).map_err(|_| malformed())
}

pub(super) fn write(path: &Path, key: &SigningKey) -> Result<(), SigningKeyError> {
    let write = || {
        // One that a crash left is worth nothing: no record names its key.
        private::remove_file(path)?;
        let mut file = private::new_file(path)?;
        file.write_all(key.to_text().as_bytes())?;
        file.write_all(b"\n")?;
        file.sync_all()
    };
    write().map_err(|error| SigningKeyError::File(path.to_owned(), error))
}

#[cfg(unix)]
fn is_open_to_others(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    /// Read, write and execute, of the group and of everybody.
    const OTHERS: u32 = 0o077;
    Ok(file.metadata()?.permissions().mode() & OTHERS != 0)
}

/// Elsewhere a file has no such bits.
#[cfg(not(unix))]
fn is_open_to_others(_: &File) -> io::Result<bool> {
    Ok(false)
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    #[test]
    fn r64_a_key_that_another_process_has_wait_meanwhile_is_not_promoted_for_the_one_before() {
        let directory = TempDir::new().expect("a directory");
        let file = SigningKeyFile::new(directory.path().join(NAME));
        let key = |seed| SigningKey::new("rollbook/test", &[seed; 32]).expect("a key");
        let (first, second) = (key(1), key(2));
        let public = |key: Option<SigningKey>| key.map(|key| key.verifying_key().clone());

        file.write_next(&first).expect("written");
        file.promote_next(first.verifying_key()).expect("promoted");
        file.write_next(&second).expect("written");
        file.promote_next(first.verifying_key()).expect("left");
        let named = public(file.read().expect("read"));
        assert_eq!(named.as_ref(), Some(first.verifying_key()));
        let waiting = public(file.read_next().expect("read"));
        assert_eq!(waiting.as_ref(), Some(second.verifying_key()));
    }
}
