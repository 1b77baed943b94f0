//! What many events share: opened once, and kept while they are rendered.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::rc::Rc;

use chrono::{DateTime, Utc};
use rollbook_book::Reads;
use rollbook_domain::{Account, AccountId, InstitutionId, Position};
use rollbook_records::{
    Body, Channel, ClassDetails, Header, Id, Key, KeyId, Record, Sealed, Unit, open_class_details,
    open_text,
};
use uuid::Uuid;

use crate::accounts::label;
use crate::caller::Scope;
use crate::vault::{Vault, class_name};
use crate::{Error, Reader};

/// Entries of each kind that are kept at most, so that a search of the whole log runs in constant
/// memory.
const KEPT: usize = 10_000;

/// Who, when and why, in the clear.
pub(crate) struct KnownUnit {
    pub(super) id: Uuid,
    pub(crate) at: DateTime<Utc>,
    pub(super) channel: Channel,
    pub(crate) actor: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) is_batch: bool,
    /// The names of the batch's files.
    pub(super) files: Vec<String>,
}

/// A group or a class as events name it.
#[derive(Clone, Default)]
pub(crate) struct KnownGroup {
    /// `None` where the name is gone, or belongs to an institution that does not exist for the
    /// caller.
    pub(crate) name: Option<String>,
    pub(super) is_class: bool,
}

/// Which accounts exist for the caller.
enum Covered {
    Asked(HashMap<AccountId, bool>),
    All(HashSet<AccountId>),
}

/// What was opened so far.
pub(crate) struct Known<'r> {
    reader: Reader<'r>,
    pub(super) reads: &'r Reads<'r>,
    units: HashMap<Position, Rc<KnownUnit>>,
    keys: HashMap<AccountId, Option<Key>>,
    names: HashMap<AccountId, Option<String>>,
    covered: Covered,
    institutions: HashMap<InstitutionId, Option<String>>,
    groups: HashMap<[u8; 16], KnownGroup>,
    /// The id under which the caller's own commands are recorded, once it was asked for.
    caller: Option<Option<KeyId>>,
}

impl<'r> Known<'r> {
    pub(crate) fn new(reader: Reader<'r>, reads: &'r Reads<'r>) -> Known<'r> {
        Known {
            reader,
            reads,
            units: HashMap::new(),
            keys: HashMap::new(),
            names: HashMap::new(),
            covered: Covered::Asked(HashMap::new()),
            institutions: HashMap::new(),
            groups: HashMap::new(),
            caller: None,
        }
    }

    pub(super) fn vault(&self) -> &'r Vault {
        &self.reader.ledger.vault
    }

    fn scope(&self) -> Scope {
        self.reader.scope()
    }

    /// The unit of a record.
    pub(crate) fn unit(
        &mut self,
        position: Position,
        record: &Record,
    ) -> Result<Rc<KnownUnit>, Error> {
        let first = match record.header {
            Header::Own(_) => position,
            Header::Behind(distance) => Position(position.0.saturating_sub(distance.into())),
        };
        if let Some(known) = self.units.get(&first) {
            return Ok(Rc::clone(known));
        }
        let read;
        let head = match first == position {
            true => record,
            false => {
                read = self.reads.record(first)?;
                &read
            }
        };
        let (_, unit) = self.reads.unit(first, head)?;
        let known = Rc::new(self.open_unit(head, &unit)?);
        keep(&mut self.units, first, Rc::clone(&known));
        Ok(known)
    }

    fn open_unit(&mut self, head: &Record, unit: &Unit) -> Result<KnownUnit, Error> {
        let vault = self.vault();
        let files = match &head.body {
            Body::BatchRecorded(batch) => batch
                .files
                .iter()
                .map(|file| vault.text(&file.name))
                .collect::<Result<_, _>>()?,
            _ => Vec::new(),
        };
        Ok(KnownUnit {
            id: unit.id,
            at: unit.at,
            channel: unit.channel,
            actor: unless_gone(vault.actor(unit))?,
            reason: self.reason(head, unit)?,
            is_batch: matches!(head.body, Body::BatchRecorded(_)),
            files,
        })
    }

    /// The reason of a command on one account is sealed under the account's key, any other under
    /// the ledger's.
    fn reason(&mut self, head: &Record, unit: &Unit) -> Result<Option<String>, Error> {
        match (&unit.reason, head.account) {
            (None, _) => Ok(None),
            (Some(sealed), None) => self.vault().text(sealed).map(Some),
            (Some(sealed), Some(account)) => match self.key(account)? {
                Some(key) => Ok(Some(open_text(&key, sealed)?)),
                None => Ok(None),
            },
        }
    }

    /// Whether an actor is the caller itself.
    pub(super) fn is_caller(&mut self, actor: KeyId) -> Result<bool, Error> {
        let own = match self.caller {
            Some(own) => own,
            None => {
                let name = self.vault().blinding.actor(&self.reader.caller.actor);
                *self.caller.insert(self.reads.actor(&name)?)
            }
        };
        Ok(own == Some(actor))
    }

    /// Whether an account exists for the caller (R16).
    pub(super) fn is_covered(&mut self, id: AccountId) -> Result<bool, Error> {
        let scope = self.scope();
        let asked = match &mut self.covered {
            _ if scope == Scope::Domain => return Ok(true),
            Covered::All(all) => return Ok(all.contains(&id)),
            Covered::Asked(asked) => asked,
        };
        if let Some(covered) = asked.get(&id) {
            return Ok(*covered);
        }
        let row = self.reads.account(id)?;
        let covered = row.is_some_and(|row| scope.covers(row.institution()));
        keep(asked, id, covered);
        Ok(covered)
    }

    /// Finds out at once which accounts exist for the caller: one pass over them costs less than
    /// many thousand questions.
    pub(super) fn ask_for_all(&mut self) -> Result<(), Error> {
        if let Some(institution) = self.scope().institution() {
            self.covered = Covered::All(self.reads.accounts_ever_in(institution)?);
        }
        Ok(())
    }

    /// The key of an account that some event names; `None` once it is deleted.
    pub(super) fn key(&mut self, id: AccountId) -> Result<Option<Key>, Error> {
        if let Some(known) = self.keys.get(&id) {
            return Ok(known.clone());
        }
        let row = self.reads.account(id)?.ok_or(Error::NotFound("account"))?;
        let key = match row.account {
            Account::Deleted { .. } => None,
            Account::Living(_) => self.vault().keyring.key(KeyId(*id.as_bytes()))?,
        };
        if key.is_none() && row.account.living().is_some() && !self.is_deleted_since(id)? {
            return Err(Error::KeyMissing);
        }
        keep(&mut self.keys, id, key.clone());
        Ok(key)
    }

    /// Whether somebody was deleted after this moment of the book: the key is gone at once (R42).
    fn is_deleted_since(&self, id: AccountId) -> Result<bool, Error> {
        let now = self.reader.ledger.read(|now| Ok(now.account(id)?))?;
        Ok(now.is_none_or(|row| matches!(row.account, Account::Deleted { .. })))
    }

    /// What an account is called now; `None` once it is deleted.
    pub(crate) fn name(&mut self, id: AccountId) -> Result<Option<String>, Error> {
        if let Some(known) = self.names.get(&id) {
            return Ok(known.clone());
        }
        let name = self.open_name(id)?;
        keep(&mut self.names, id, name.clone());
        Ok(name)
    }

    fn open_name(&mut self, id: AccountId) -> Result<Option<String>, Error> {
        let (Some(key), Some(row)) = (self.key(id)?, self.reads.account(id)?) else {
            return Ok(None);
        };
        let name = label(&self.vault().profile_by(&key, self.reads, &row)?);
        Ok(Some(match name.is_empty() {
            true => id.to_string(),
            false => name,
        }))
    }

    /// What an institution is called; `None` for one that does not exist for the caller.
    pub(super) fn institution(&mut self, id: InstitutionId) -> Result<Option<String>, Error> {
        if !self.scope().covers(id) {
            return Ok(None);
        }
        let (reads, vault) = (self.reads, self.vault());
        match self.institutions.entry(id) {
            Entry::Occupied(known) => Ok(known.get().clone()),
            Entry::Vacant(unknown) => {
                let sealed = reads.institution_name_ever(id)?;
                let name = sealed.map(|sealed| vault.text(&sealed)).transpose()?;
                Ok(unknown.insert(name).clone())
            }
        }
    }

    /// What a group or a class is called now.
    pub(crate) fn group(&mut self, id: Id) -> Result<KnownGroup, Error> {
        if let Some(known) = self.groups.get(&id.0) {
            return Ok(known.clone());
        }
        let known = self.open_group(id)?;
        keep(&mut self.groups, id.0, known.clone());
        Ok(known)
    }

    fn open_group(&self, id: Id) -> Result<KnownGroup, Error> {
        let mut known = KnownGroup::default();
        if let Some(group) = self.reads.group(id.into())? {
            if self.scope().covers(group.institution) {
                known.name = Some(self.vault().group_name(&group)?);
            }
        } else if let Some((institution, position)) = self.reads.class_ever(id)? {
            known.is_class = true;
            if self.scope().covers(institution) {
                known.name = self.class_name(id, position)?;
            }
        }
        Ok(known)
    }

    fn class_name(&self, id: Id, position: Position) -> Result<Option<String>, Error> {
        let record = self.reads.record(position)?;
        let details = match &record.body {
            Body::ClassAdded(event) => self.class_details(id, &event.details)?,
            Body::ClassChanged(event) => self.class_details(id, &event.details)?,
            _ => None,
        };
        Ok(details.as_ref().and_then(class_name))
    }

    /// What a record says of a class; `None` once its owner is deleted.
    pub(super) fn class_details(
        &self,
        id: Id,
        sealed: &Sealed,
    ) -> Result<Option<ClassDetails>, Error> {
        match self.vault().keyring.key(KeyId(id.0))? {
            Some(key) => Ok(Some(open_class_details(&key, sealed)?)),
            None => Ok(None),
        }
    }
}

/// Nothing, where the key is gone.
pub(super) fn unless_gone<T>(opened: Result<T, Error>) -> Result<Option<T>, Error> {
    match opened {
        Err(Error::KeyMissing) => Ok(None),
        opened => opened.map(Some),
    }
}

/// Keeps an entry; where there are many, only new ones.
fn keep<K: Eq + Hash, V>(known: &mut HashMap<K, V>, key: K, value: V) {
    if known.len() >= KEPT {
        known.clear();
    }
    known.insert(key, value);
}
