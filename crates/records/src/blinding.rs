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

    /// Tells in one comparison whether an import changes an account. Covers every column but
    /// `user_id`, which is compared as an identity; a student's user type counts as blank,
    /// because a row may leave it so (R23).
    pub fn fingerprint(&self, profile: &Profile) -> Blind {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        hasher.update(&[FINGERPRINT]);
        for (column, value) in profile.columns() {
            let blank = column == Column::UserId || (column == Column::UserType && value == "S");
            if !blank {
                hasher.update(&[column as u8]);
                hasher.update(&(value.len() as u64).to_le_bytes());
                hasher.update(value.as_bytes());
            }
        }
        truncate(hasher.finalize())
    }

    fn hash(&self, purpose: u8, value: &[u8]) -> Blind {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        hasher.update(&[purpose]);
        hasher.update(value);
        truncate(hasher.finalize())
    }
}

fn truncate(hash: blake3::Hash) -> Blind {
    let mut blind = [0; 16];
    blind.copy_from_slice(&hash.as_bytes()[..16]);
    blind
}
