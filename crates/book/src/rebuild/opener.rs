//! What records seal, in the clear. A book has no keys, so whoever rebuilds it opens them.

use rollbook_domain::{Change, Profile};
use rollbook_records::{Body, ClassDetails, Id, KeyId, Record, Unit};

use crate::{BookError, Opened};

/// Opens records that were written long ago.
pub trait Opener: Sync {
    /// What the views index of a record. Of a deletion only [`Clear::Nothing`] where the account's
    /// key is still there, and [`Clear::Destroyed`] where it is not: its profile is in another
    /// record.
    ///
    /// # Errors
    /// [`BookError::Open`] where something is sealed under another key.
    fn open(&self, record: &Record) -> Result<Clear, BookError>;

    /// The name of whoever gave a command; `None` where there is no key for it.
    fn actor(&self, unit: &Unit) -> Result<Option<String>, BookError>;
}

/// As [`Opened`], with what it holds.
pub enum Clear {
    Nothing,
    Profile(Profile),
    Change(Profile, Vec<Change>),
    Text(String),
    Institution {
        name: String,
        import_id: Option<String>,
    },
    Class(ClassDetails),
    Destroyed,
}

impl Clear {
    pub(crate) fn as_opened(&self) -> Opened<'_> {
        match self {
            Clear::Nothing => Opened::Nothing,
            Clear::Profile(profile) => Opened::Profile(profile),
            Clear::Change(profile, changes) => Opened::Change(profile, changes),
            Clear::Text(text) => Opened::Text(text),
            Clear::Institution { name, import_id } => Opened::Institution {
                name,
                import_id: import_id.as_deref(),
            },
            Clear::Class(details) => Opened::Class(details),
            Clear::Destroyed => Opened::Destroyed,
        }
    }
}

/// Whose key opens a record.
pub(crate) fn owner(record: &Record) -> Option<KeyId> {
    match &record.body {
        Body::ClassAdded(event) => Some(key(event.class)),
        Body::ClassChanged(event) => Some(key(event.class)),
        Body::AdminAdded(event) => Some(key(event.admin)),
        _ => record.account.map(|account| KeyId(*account.as_bytes())),
    }
}

/// Whose keys may go because of a record.
pub(crate) fn ended(record: &Record) -> Vec<KeyId> {
    match &record.body {
        Body::AccountDeleted => record
            .account
            .iter()
            .map(|account| KeyId(*account.as_bytes()))
            .collect(),
        Body::ClassRemoved(event) => vec![key(event.class)],
        Body::AdminRemoved(event) => {
            let actors = event.actors.iter().copied();
            actors.chain([event.admin]).map(key).collect()
        }
        _ => Vec::new(),
    }
}

fn key(id: Id) -> KeyId {
    KeyId(id.0)
}
