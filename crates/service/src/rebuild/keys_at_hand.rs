//! All keys at once: a rebuild opens the records of everybody, and one look-up for each would cost
//! more than all the rest.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Mutex, PoisonError};

use rollbook_book::{BookError, Clear, Opener, keys_of};
use rollbook_records::{
    Body, Id, Key, KeyId, OpenError, Record, Sealed, Unit, open_changes, open_class_details,
    open_profile, open_text,
};

use crate::Error;
use crate::vault::Vault;

/// Keys as they were when the rebuild began, and those of whoever came since. A key stays as it was
/// first found, there or gone, so that what is entered of somebody is also removed.
pub(crate) struct KeysAtHand<'a> {
    vault: &'a Vault,
    /// In the order of their ids.
    gathered: Vec<(KeyId, Key)>,
    /// Each in a place of its own: a map that grows leaves copies of what is in it behind.
    later: Mutex<HashMap<KeyId, Option<Box<Key>>>>,
}

impl<'a> KeysAtHand<'a> {
    pub(super) fn gather(vault: &'a Vault) -> Result<KeysAtHand<'a>, Error> {
        Ok(KeysAtHand {
            vault,
            gathered: vault.keyring.all()?,
            later: Mutex::default(),
        })
    }

    /// Those of some records only.
    pub(crate) fn of_records<'r>(
        vault: &'a Vault,
        records: impl Iterator<Item = &'r Record>,
    ) -> Result<KeysAtHand<'a>, Error> {
        let mut ids: Vec<KeyId> = records.flat_map(keys_of).collect();
        ids.sort_unstable();
        ids.dedup();
        let keys = vault.keyring.keys(&ids)?;
        let found = ids.into_iter().zip(keys);
        Ok(KeysAtHand {
            vault,
            gathered: found.filter_map(|(id, key)| Some((id, key?))).collect(),
            later: Mutex::default(),
        })
    }

    fn with<T>(
        &self,
        id: KeyId,
        open: impl FnOnce(Option<&Key>) -> Result<T, OpenError>,
    ) -> Result<T, BookError> {
        if let Ok(place) = self.gathered.binary_search_by_key(&id, |(id, _)| *id) {
            let key = self.gathered.get(place).map(|(_, key)| key);
            return Ok(open(key)?);
        }
        let mut later = self.later.lock().unwrap_or_else(PoisonError::into_inner);
        let key = match later.entry(id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(self.vault.keyring.key(id)?.map(Box::new)),
        };
        Ok(open(key.as_deref())?)
    }

    /// What is sealed under somebody's own key, unless that is gone.
    fn of(
        &self,
        id: Option<KeyId>,
        open: impl FnOnce(&Key) -> Result<Clear, OpenError>,
    ) -> Result<Clear, BookError> {
        let Some(id) = id else {
            return Ok(Clear::Destroyed);
        };
        self.with(id, |key| key.map_or(Ok(Clear::Destroyed), open))
    }

    fn text(&self, sealed: &Sealed) -> Result<String, BookError> {
        Ok(open_text(&self.vault.root.seal, sealed)?)
    }

    fn institution(&self, name: &Sealed, import_id: Option<&Sealed>) -> Result<Clear, BookError> {
        Ok(Clear::Institution {
            name: self.text(name)?,
            import_id: import_id.map(|sealed| self.text(sealed)).transpose()?,
        })
    }
}

impl Opener for KeysAtHand<'_> {
    fn open(&self, record: &Record) -> Result<Clear, BookError> {
        let account = record.account.map(|account| KeyId(*account.as_bytes()));
        let own = |id: Id| Some(KeyId(id.0));
        match &record.body {
            Body::AccountCreated(event) => self.of(account, |key| {
                open_profile(key, &event.profile).map(Clear::Profile)
            }),
            Body::ProfileChanged(event) => self.of(account, |key| {
                let profile = open_profile(key, &event.profile)?;
                Ok(Clear::Change(profile, open_changes(key, &event.changes)?))
            }),
            Body::AccountDeleted => self.of(account, |_| Ok(Clear::Nothing)),
            Body::ClassAdded(event) => self.of(own(event.class), |key| {
                open_class_details(key, &event.details).map(Clear::Class)
            }),
            Body::ClassChanged(event) => self.of(own(event.class), |key| {
                open_class_details(key, &event.details).map(Clear::Class)
            }),
            Body::AdminAdded(event) => self.of(own(event.admin), |key| {
                open_text(key, &event.email).map(Clear::Text)
            }),
            Body::GroupAdded(event) => self.text(&event.name).map(Clear::Text),
            Body::InstitutionAdded(event) => {
                self.institution(&event.name, event.import_id.as_ref())
            }
            Body::InstitutionChanged(event) => {
                self.institution(&event.name, event.import_id.as_ref())
            }
            Body::LedgerOpened(_)
            | Body::BatchRecorded(_)
            | Body::InstitutionRemoved
            | Body::SeatLimitSet(_)
            | Body::OriginChanged(_)
            | Body::AccountDisabled
            | Body::AccountEnabled
            | Body::AccountDeactivated
            | Body::AccountReactivated
            | Body::ActivityRecorded(_)
            | Body::GroupJoined(_)
            | Body::GroupLeft(_)
            | Body::ClassRemoved(_)
            | Body::AdminRemoved(_)
            | Body::TokenCreated(_)
            | Body::TokenRevoked(_)
            | Body::PasswordSet(_)
            | Body::SignInLocked(_)
            | Body::SignInLinkMade(_)
            | Body::SigningKeyAdopted(_)
            | Body::LedgerRestored(_)
            | Body::StepScheduled(_)
            | Body::StepTargeted(_)
            | Body::StepCancelled(_)
            | Body::StepRan(_)
            | Body::StepRefused(_) => Ok(Clear::Nothing),
        }
    }

    fn actor(&self, unit: &Unit) -> Result<Option<String>, BookError> {
        self.with(unit.actor, |key| {
            key.map(|key| open_text(key, &unit.actor_name)).transpose()
        })
    }
}
