//! The keys in use: what opens and seals on behalf of the ledger.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use rollbook_book::{AccountRow, ClassRow, GroupRow, Reads};
use rollbook_domain::{AccountId, Profile};
use rollbook_records::{
    Blinding, Body, ClassDetails, Exception, Key, KeyId, Keyring, Record, RootKeys, Sealed, Unit,
    open_class_details, open_exceptions, open_profile, open_text,
};

use crate::Error;
use crate::sources::Chance;

/// The keyring, and the ledger's own keys out of it.
pub(crate) struct Vault {
    pub(crate) keyring: Arc<dyn Keyring>,
    pub(crate) root: RootKeys,
    pub(crate) blinding: Blinding,
    /// Few, and asked for with every event.
    actors: Mutex<HashMap<KeyId, Key>>,
}

impl Vault {
    /// With the root key of the keyring; makes one where the ledger is new.
    pub(crate) fn open(keyring: Arc<dyn Keyring>, is_new: bool) -> Result<Vault, Error> {
        if is_new && keyring.key(KeyId::LEDGER)?.is_none() {
            let key = Chance::new().key()?;
            if let Err(error) = keyring.create(&[(KeyId::LEDGER, key)]) {
                // Another process may have been first; then its key is there.
                if keyring.key(KeyId::LEDGER)?.is_none() {
                    return Err(error.into());
                }
            }
        }
        let root = keyring.key(KeyId::LEDGER)?.ok_or(Error::KeyMissing)?;
        let root = RootKeys::derive(&root);
        Ok(Vault {
            keyring,
            blinding: Blinding::new(&root),
            root,
            actors: Mutex::new(HashMap::new()),
        })
    }

    /// Opens a text that is sealed under the ledger's key.
    pub(crate) fn text(&self, sealed: &Sealed) -> Result<String, Error> {
        Ok(open_text(&self.root.seal, sealed)?)
    }

    /// Opens what a batch kept and refused.
    pub(crate) fn exceptions(&self, sealed: &Sealed) -> Result<Vec<Exception>, Error> {
        Ok(open_exceptions(&self.root.seal, sealed)?)
    }

    /// A key that must be there.
    pub(crate) fn key(&self, id: KeyId) -> Result<Key, Error> {
        self.keyring.key(id)?.ok_or(Error::KeyMissing)
    }

    /// The profile of an account as it is now.
    pub(crate) fn profile_of(
        &self,
        reads: &Reads<'_>,
        account: &AccountRow,
    ) -> Result<Profile, Error> {
        let key = self.key(KeyId(*account.id.as_bytes()))?;
        self.profile_by(&key, reads, account)
    }

    /// The same by a key at hand.
    pub(crate) fn profile_by(
        &self,
        key: &Key,
        reads: &Reads<'_>,
        account: &AccountRow,
    ) -> Result<Profile, Error> {
        let record = reads.record(account.profile_position)?;
        Ok(open_profile(key, sealed_profile(&record)?)?)
    }

    /// The name of whoever gave a command; `None` once the person was erased.
    pub(crate) fn actor(&self, reads: &Reads<'_>, unit: &Unit) -> Result<Option<String>, Error> {
        self.actor_name(reads, unit.actor, &unit.actor_name)
    }

    /// The same by its parts. Another process may have erased the person, so a key at hand is not
    /// enough.
    pub(crate) fn actor_name(
        &self,
        reads: &Reads<'_>,
        id: KeyId,
        name: &Sealed,
    ) -> Result<Option<String>, Error> {
        if !reads.knows_actor(id)? {
            self.forget_actors(&[id]);
            return Ok(None);
        }
        Ok(Some(open_text(&self.actor_key(id)?, name)?))
    }

    /// Lets go of keys that are gone.
    pub(crate) fn forget_actors(&self, ids: &[KeyId]) {
        let mut actors = self.actors.lock().unwrap_or_else(PoisonError::into_inner);
        for id in ids {
            actors.remove(id);
        }
    }

    /// The key of an actor.
    pub(crate) fn actor_key(&self, id: KeyId) -> Result<Key, Error> {
        let mut actors = self.actors.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = actors.get(&id) {
            return Ok(key.clone());
        }
        let key = self.key(id)?;
        actors.insert(id, key.clone());
        Ok(key)
    }

    /// The reason of a unit that belongs to one account, or else to the ledger.
    pub(crate) fn reason(
        &self,
        unit: &Unit,
        account: Option<AccountId>,
    ) -> Result<Option<String>, Error> {
        let Some(sealed) = &unit.reason else {
            return Ok(None);
        };
        match account {
            Some(account) => {
                let key = self.key(KeyId(*account.as_bytes()))?;
                Ok(Some(open_text(&key, sealed)?))
            }
            None => self.text(sealed).map(Some),
        }
    }

    /// What a class is called now.
    pub(crate) fn class_name(&self, reads: &Reads<'_>, class: &ClassRow) -> Result<String, Error> {
        let record = reads.record(class.details_position)?;
        let details = match &record.body {
            Body::ClassAdded(event) => &event.details,
            Body::ClassChanged(event) => &event.details,
            _ => {
                return Err(Error::Book(rollbook_book::BookError::Damaged(
                    "a class's details position names a record without details".to_owned(),
                )));
            }
        };
        let key = self.key(KeyId(*class.id.as_bytes()))?;
        Ok(class_name(&open_class_details(&key, details)?).unwrap_or_default())
    }

    /// A group's name.
    pub(crate) fn group_name(&self, group: &GroupRow) -> Result<String, Error> {
        self.text(&group.name)
    }
}

/// What a class is called: its name, or what else is known of it.
pub(crate) fn class_name(details: &ClassDetails) -> Option<String> {
    let known = [
        &details.name,
        &details.shortname,
        &details.code,
        &details.import_id,
    ];
    known.into_iter().find_map(Clone::clone)
}

/// The profile that a record carries.
pub(crate) fn sealed_profile(record: &Record) -> Result<&Sealed, Error> {
    match &record.body {
        Body::AccountCreated(event) => Ok(&event.profile),
        Body::ProfileChanged(event) => Ok(&event.profile),
        _ => Err(Error::Book(rollbook_book::BookError::Damaged(
            "an account's profile position names a record without profile".to_owned(),
        ))),
    }
}
