//! Search by name: an index in memory, because nothing readable stands on disk. Built when it is
//! first asked, or by a server that starts, then followed record by record. Whoever searches waits
//! for what was recorded before, and for nobody else who searches. What it holds of a deleted person
//! is overwritten at once (R42).

mod changes;
mod keeping;
#[cfg(test)]
mod tests;
mod texts;
mod words;

use std::collections::HashSet;
use std::sync::{
    Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard, TryLockError,
};

use rollbook_book::{Reads, Revision};
use rollbook_domain::{AccountId, InstitutionId, Position};
use rollbook_records::KeyId;

use crate::Error;
use crate::vault::Vault;
use changes::Changes;
use texts::Texts;
pub(crate) use words::Words;

#[derive(Default)]
pub(crate) struct SearchIndex {
    texts: RwLock<Option<Texts>>,
    /// Held by whoever reads what was recorded since. The texts are locked only to take it in.
    following: Mutex<()>,
    /// Accounts whose keys were destroyed in this process, until their texts are gone too.
    doomed: Mutex<HashSet<AccountId>>,
}

/// Which accounts are searched for.
pub(crate) struct Wanted<'a> {
    pub(crate) words: &'a Words,
    /// Where they are now.
    pub(crate) institution: Option<InstitutionId>,
    /// These only.
    pub(crate) members: Option<&'a HashSet<AccountId>>,
    /// Those behind this one.
    pub(crate) after: Option<AccountId>,
}

impl SearchIndex {
    /// The next accounts whose texts hold every word, in the order of their ids: so many, or fewer
    /// where there are no more. The index may know more than a reader's moment does, so that rows are
    /// to be read again.
    pub(crate) fn find(&self, wanted: &Wanted<'_>, count: usize) -> Vec<AccountId> {
        let found = self
            .read()
            .as_ref()
            .map(|texts| texts.find(wanted, count))
            .unwrap_or_default();
        // Somebody may have been deleted meanwhile, and the writer did not wait for the texts.
        self.overwrite_doomed();
        found
    }

    /// Takes in everything up to a reader's moment. It asks now and then whether it shall go on.
    pub(crate) fn follow(
        &self,
        reads: &Reads<'_>,
        vault: &Vault,
        shall_go_on: &dyn Fn() -> bool,
    ) -> Result<(), Error> {
        let revision = reads.revision()?;
        if self.missing(revision) == Missing::Nothing {
            return Ok(());
        }
        let turn = self
            .following
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let followed = self.take_in(reads, vault, revision, shall_go_on);
        drop(turn);
        self.overwrite_doomed();
        followed
    }

    fn take_in(
        &self,
        reads: &Reads<'_>,
        vault: &Vault,
        revision: Revision,
        shall_go_on: &dyn Fn() -> bool,
    ) -> Result<(), Error> {
        loop {
            match self.missing(revision) {
                Missing::Nothing => return Ok(()),
                _ if !shall_go_on() => return Err(Error::ShuttingDown),
                Missing::Everything => {
                    let texts = Texts::build(reads, vault, revision, shall_go_on)?;
                    *self.write() = Some(texts);
                }
                Missing::Behind(position) => {
                    let changes = Changes::behind(position, reads, vault)?;
                    if let Some(texts) = self.write().as_mut() {
                        texts.take_in(&changes);
                    }
                }
            }
        }
    }

    /// What is to be taken in before a reader of this moment may search. One of an older moment finds
    /// a later index good enough.
    fn missing(&self, revision: Revision) -> Missing {
        match self.read().as_ref() {
            Some(texts) if texts.edition() >= revision.edition => {
                match Some(texts.followed()) < revision.head {
                    true => Missing::Behind(texts.followed()),
                    false => Missing::Nothing,
                }
            }
            _ => Missing::Everything,
        }
    }

    /// Overwrites the texts of whoever these keys belonged to. Where somebody is just searching or
    /// following, it is done as soon as that has ended.
    pub(crate) fn forget(&self, keys: &[KeyId]) {
        self.doomed()
            .extend(keys.iter().map(|id| AccountId::from_bytes(id.0)));
        self.overwrite_doomed();
    }

    /// Whoever holds the texts comes here after letting go of them, so none is left to wait. Whoever
    /// follows may have opened a profile before its key was destroyed, and add it later: until then
    /// the account stays noted.
    fn overwrite_doomed(&self) {
        while !self.doomed().is_empty() {
            let nobody_follows = match self.following.try_lock() {
                Ok(turn) => Some(turn),
                Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
                Err(TryLockError::WouldBlock) => None,
            };
            let mut texts = match self.texts.try_write() {
                Ok(texts) => texts,
                Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
                Err(TryLockError::WouldBlock) => return,
            };
            let doomed = match nobody_follows {
                Some(_) => std::mem::take(&mut *self.doomed()),
                None => self.doomed().clone(),
            };
            if let Some(texts) = texts.as_mut() {
                texts.overwrite_all(&doomed);
            }
            if nobody_follows.is_none() {
                return;
            }
        }
    }

    /// Whether a text stands anywhere in this memory.
    #[cfg(test)]
    pub(crate) fn holds(&self, text: &str) -> bool {
        self.read().as_ref().is_some_and(|texts| texts.holds(text))
    }

    fn read(&self) -> RwLockReadGuard<'_, Option<Texts>> {
        self.texts.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Option<Texts>> {
        self.texts.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn doomed(&self) -> MutexGuard<'_, HashSet<AccountId>> {
        self.doomed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What an index lacks.
#[derive(PartialEq, Eq)]
enum Missing {
    Nothing,
    Behind(Position),
    Everything,
}
