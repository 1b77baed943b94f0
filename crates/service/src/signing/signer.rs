//! Who signs: finds the key that the ledger has adopted, also where another process has replaced it.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rollbook_book::{Reads, SigningKeyRow};
use rollbook_proofs::SigningKey;

use super::SigningKeyError;
use super::file::SigningKeyFile;
use crate::{Error, Settings};

/// How often the file is looked at: another process may give a key its name in between.
const LOOKS: usize = 3;

/// The key at hand; shared by whoever writes and whoever reads.
pub(crate) struct Signer {
    pub(super) file: SigningKeyFile,
    known: Mutex<Option<Arc<SigningKey>>>,
    /// Whether the key in use still waits beside the file.
    is_next: AtomicBool,
}

impl Signer {
    pub(crate) fn new(settings: &Settings) -> Signer {
        let path = super::path(&settings.directory, settings.signing_key.as_deref());
        Signer {
            file: SigningKeyFile::new(path),
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

    /// The key that the ledger adopted last, which must be at hand; `None` where it has none yet.
    pub(crate) fn adopted(&self, reads: &Reads<'_>) -> Result<Option<Arc<SigningKey>>, Error> {
        let adopted = reads.signing_key()?;
        Ok(adopted.map(|adopted| self.key(&adopted)).transpose()?)
    }

    /// The private half of an adopted key.
    pub(super) fn key(&self, adopted: &SigningKeyRow) -> Result<Arc<SigningKey>, SigningKeyError> {
        let is_it = |key: &SigningKey| key.verifying_key().public_key() == adopted.public_key;
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
    pub(crate) fn settle(&self) -> Result<(), SigningKeyError> {
        if !self.is_next.swap(false, Ordering::SeqCst) {
            return Ok(());
        }
        match self.known().as_deref() {
            Some(key) => self.file.promote_next(key.verifying_key()),
            None => Ok(()),
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
