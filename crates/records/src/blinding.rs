//! Keyed hashes: what finds an account without naming it on disk (R43).

use rollbook_domain::{Column, Profile};

use crate::{Key, RootKeys};

/// A keyed 128-bit hash. Equal values of one purpose give equal hashes; without the key nobody can
/// tell which value it was, nor try values out.
pub type Blind = [u8; 16];

/// Makes [`Blind`] hashes under one ledger's key. They stand in views only, never in a record.
#[derive(Clone)]
pub struct Blinding {
    key: Key,
}

const FINGERPRINT: u8 = 0x80;
const NAME: u8 = 0x81;
const ACTOR: u8 = 0x82;
const SECRET: u8 = 0x83;
const CLASS: u8 = 0x84;

/// Longest row, in bytes, whose fingerprint is made in one go.
const ROW: usize = 512;

impl Blinding {
    /// Under the ledger's key.
    pub fn new(keys: &RootKeys) -> Blinding {
        Blinding {
            key: keys.blind.clone(),
        }
    }

    /// What an account is found by: the value in its comparable form (R12).
    pub fn identity(&self, column: Column, value: &str) -> Blind {
        self.hash(column as u8, column.comparable(value).as_bytes())
    }

    /// The name of an institution or a group, to find it and to keep it unique. Without regard to
    /// ASCII case and outer spaces.
    pub fn name(&self, name: &str) -> Blind {
        self.hash(NAME, name.trim().to_ascii_lowercase().as_bytes())
    }

    /// The name of an actor, to find the id that stands in its records.
    pub fn actor(&self, name: &str) -> Blind {
        self.hash(ACTOR, name.as_bytes())
    }

    /// A session's or a link's secret, or an idempotency key.
    pub fn secret(&self, secret: &[u8]) -> Blind {
        self.hash(SECRET, secret)
    }

    /// The external id of an institution, to find it and to keep it unique (R39). Compared as
    /// names are, which is how books have always held it.
    pub fn institution_import_id(&self, import_id: &str) -> Blind {
        self.name(import_id)
    }

    /// The external id of a class (R34), compared as those of accounts are: without outer spaces.
    pub fn class_import_id(&self, import_id: &str) -> Blind {
        self.hash(CLASS, import_id.trim().as_bytes())
    }

    /// Tells in one comparison whether an import changes an account. Covers every column but
    /// `user_id`, which is compared as an identity; a student's user type counts as blank,
    /// because a row may leave it so (R23).
    pub fn fingerprint(&self, profile: &Profile) -> Blind {
        self.fingerprint_of(profile.columns())
    }

    /// The fingerprint of a profile that is not put together: its columns in the order of their
    /// numbers, each once, blank ones or not.
    pub fn fingerprint_of<V: AsRef<[u8]>>(
        &self,
        columns: impl Iterator<Item = (Column, V)>,
    ) -> Blind {
        let mut row = Row::new(&self.key);
        row.extend(&[FINGERPRINT]);
        for (column, value) in columns {
            let value = value.as_ref();
            let is_left_out = value.is_empty()
                || column == Column::UserId
                || (column == Column::UserType && value == b"S");
            if !is_left_out {
                row.extend(&[column as u8]);
                row.extend(&(value.len() as u64).to_le_bytes());
                row.extend(value);
            }
        }
        truncate(row.finish())
    }

    fn hash(&self, purpose: u8, value: &[u8]) -> Blind {
        let mut row = Row::new(&self.key);
        row.extend(&[purpose]);
        row.extend(value);
        truncate(row.finish())
    }
}

fn truncate(hash: blake3::Hash) -> Blind {
    let mut blind = [0; 16];
    blind.copy_from_slice(&hash.as_bytes()[..16]);
    blind
}

/// The bytes of a row. Hashed in one go where they fit, which takes half the time: a million rows
/// of an import pass here.
struct Row<'k> {
    key: &'k Key,
    bytes: [u8; ROW],
    length: usize,
    /// Where they did not fit: what came before.
    hasher: Option<Box<blake3::Hasher>>,
}

impl<'k> Row<'k> {
    fn new(key: &'k Key) -> Row<'k> {
        Row {
            key,
            bytes: [0; ROW],
            length: 0,
            hasher: None,
        }
    }

    fn extend(&mut self, more: &[u8]) {
        if let Some(free) = self.bytes.get_mut(self.length..self.length + more.len()) {
            free.copy_from_slice(more);
            self.length += more.len();
            return;
        }
        let hasher = self
            .hasher
            .get_or_insert_with(|| Box::new(blake3::Hasher::new_keyed(self.key)));
        hasher.update(&self.bytes[..self.length]);
        hasher.update(more);
        self.length = 0;
    }

    fn finish(self) -> blake3::Hash {
        let rest = &self.bytes[..self.length];
        match self.hasher {
            None => blake3::keyed_hash(self.key, rest),
            Some(mut hasher) => hasher.update(rest).finalize(),
        }
    }
}
