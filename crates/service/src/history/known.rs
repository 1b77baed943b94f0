//! What many events share: opened once, and kept while they are rendered.

mod people;
mod places;

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::rc::Rc;

use chrono::{DateTime, Utc};
use rollbook_book::Reads;
use rollbook_domain::{AccountId, InstitutionId, Position};
use rollbook_records::{Body, Channel, Header, Key, KeyId, Record, Unit, open_text};
use uuid::Uuid;

use crate::caller::Scope;
use crate::vault::Vault;
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
    /// Batches of the caller's own by their positions: whether it made them seeing what it sees now.
    own_batches: HashMap<Position, bool>,
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
            own_batches: HashMap::new(),
            caller: None,
        }
    }

    pub(super) fn vault(&self) -> &'r Vault {
        &self.reader.ledger.vault
    }

    pub(super) fn scope(&self) -> Scope {
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
            actor: unless_gone(vault.actor(self.reads, unit))?.flatten(),
            reason: self.reason(head, unit)?,
            is_batch: matches!(head.body, Body::BatchRecorded(_)),
            files,
        })
    }

    /// The reason of a command on one account is sealed under the account's key, any other under
    /// the ledger's.
    fn reason(&mut self, head: &Record, unit: &Unit) -> Result<Option<String>, Error> {
        // That of a deletion is the ledger's, because the account's key goes.
        let account = match head.body {
            Body::AccountDeleted => None,
            _ => head.account,
        };
        match (&unit.reason, account) {
            (None, _) => Ok(None),
            (Some(sealed), None) => self.vault().text(sealed).map(Some),
            (Some(sealed), Some(account)) => match self.key(account)? {
                Some(key) => Ok(Some(open_text(&key, sealed)?)),
                None => Ok(None),
            },
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
