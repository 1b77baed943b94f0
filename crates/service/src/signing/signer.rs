//! Who signs: finds the key that the ledger has adopted, also where another process has replaced it.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rollbook_book::{BookError, Reads, SigningKeyRow};
use rollbook_proofs::SigningKey;
use rollbook_records::SharedKeyring;

use super::file::SigningKeyFile;
use super::{SigningKeyError, origin};
use crate::{Error, Settings};

/// How often the file is looked at: another process may give a key its name in between.
const LOOKS: usize = 3;

/// The key at hand; shared by whoever writes and whoever reads.
pub(crate) struct Signer {
    pub(super) file: SigningKeyFile,
    /// Where several nodes share the ledger, the key is in their keyring and in no file.
    shared: Option<Arc<dyn SharedKeyring>>,
    known: Mutex<Option<Arc<SigningKey>>>,
    /// Whether the key in use still waits beside the file.
    is_next: AtomicBool,
}

impl Signer {
    pub(crate) fn new(settings: &Settings) -> Signer {
        let path = super::path(&settings.directory, settings.signing_key.as_deref());
        Signer {
            file: SigningKeyFile::new(path),
            shared: settings
                .shared
                .as_ref()
                .map(|shared| Arc::clone(&shared.keys)),
            known: Mutex::new(None),
            is_next: AtomicBool::new(false),
        }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.file.path()
    }

    /// Refuses a file that others may read, or that holds no key.
    pub(crate) fn check_file(&self) -> Result<(), SigningKeyError> {
        self.file.read().map(drop)
    }

    /// The keyring of the nodes, where several share the ledger.
    pub(crate) fn shared(&self) -> Option<&dyn SharedKeyring> {
        self.shared.as_deref()
    }

    /// The key that the ledger adopted last, which must be at hand; `None` where it has none yet.
    pub(crate) fn adopted(&self, reads: &Reads<'_>) -> Result<Option<Arc<SigningKey>>, Error> {
        let adopted = reads.signing_key()?;
        adopted
            .map(|adopted| self.key_of(reads, &adopted))
            .transpose()
    }

    /// The private half of an adopted key, wherever it is kept.
    pub(super) fn key_of(
        &self,
        reads: &Reads<'_>,
        adopted: &SigningKeyRow,
    ) -> Result<Arc<SigningKey>, Error> {
        let Some(shared) = &self.shared else {
            return Ok(self.key(adopted)?);
        };
        let mut known = self.known();
        if let Some(key) = known.as_ref().filter(|key| is_that(key, adopted)) {
            return Ok(Arc::clone(key));
        }
        let since = adopted.position;
        let seed = shared.signing_key(&adopted.public_key)?;
        let seed = seed.ok_or(SigningKeyError::NotShared { since })?;
        let key = SigningKey::new(&origin(reads)?, &seed)
            .map_err(|error| BookError::Damaged(error.to_string()))?;
        let key = Arc::new(key);
        *known = Some(Arc::clone(&key));
        Ok(key)
    }

    /// Keeps a key until the log has adopted it.
    pub(super) fn keep_next(&self, key: &SigningKey) -> Result<(), Error> {
        let Some(shared) = &self.shared else {
            return Ok(self.file.write_next(key)?);
        };
        shared.keep_signing_key(&key.verifying_key().public_key(), &key.seed())?;
        self.is_next.store(true, Ordering::SeqCst);
        Ok(())
    }

    /// The private half of an adopted key, in its file.
    pub(super) fn key(&self, adopted: &SigningKeyRow) -> Result<Arc<SigningKey>, SigningKeyError> {
        let is_it = |key: &SigningKey| is_that(key, adopted);
        let mut known = self.known();
        if let Some(key) = known.as_ref().filter(|key| is_it(key)) {
            return Ok(Arc::clone(key));
        }
        let mut is_there = false;
        for _ in 0..LOOKS {
            let key = self.file.read()?;
            is_there = key.is_some();
            let (key, is_next) = match key.filter(is_it) {
                Some(key) => (Some(key), false),
                None => (self.file.read_next()?.filter(is_it), true),
            };
            if let Some(key) = key {
                let key = Arc::new(key);
                *known = Some(Arc::clone(&key));
                self.is_next.store(is_next, Ordering::SeqCst);
                return Ok(key);
            }
        }
        let (path, since) = (self.path(), adopted.position);
        Err(match is_there {
            true => SigningKeyError::Other { path, since },
            false => SigningKeyError::Missing { path, since },
        })
    }

    /// After a commit: where the key in use was adopted just now, or before a crash, its file takes
    /// the place of the one before.
    ///
    /// The caller holds the book's write lock: whoever has another key wait does so under it.
    pub(crate) fn settle(&self) -> Result<(), Error> {
        if !self.is_next.swap(false, Ordering::SeqCst) {
            return Ok(());
        }
        match (self.known().as_deref(), &self.shared) {
            (Some(key), None) => Ok(self.file.promote_next(key.verifying_key())?),
            // Another node that was about to adopt one has lost to this one, and makes another.
            (Some(key), Some(shared)) => {
                Ok(shared.forget_signing_keys_but(&key.verifying_key().public_key())?)
            }
            (None, _) => Ok(()),
        }
    }

    /// Whether [`Signer::settle`] has something to do.
    pub(crate) fn is_unsettled(&self) -> bool {
        self.is_next.load(Ordering::SeqCst)
    }

    fn known(&self) -> MutexGuard<'_, Option<Arc<SigningKey>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_that(key: &SigningKey, adopted: &SigningKeyRow) -> bool {
    key.verifying_key().public_key() == adopted.public_key
}
