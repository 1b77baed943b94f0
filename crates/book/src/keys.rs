//! The keyring of one machine: a file of its own beside the book (R43).

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rollbook_records::{Key, KeyId, Keyring, KeyringError};
use rusqlite::{Connection, OptionalExtension};
use zeroize::Zeroizing;

use crate::read::{PASSED, for_each_in_order};
use crate::{BookError, Reads, book, private, state};

/// Keys in a SQLite file that only its owner may read. Not in WAL mode: a destroyed key must not
/// linger in a log, so pages are overwritten in place (`secure_delete`) and the rollback journal,
/// which holds the old page, is truncated at each commit. Rows are all of one length: where a page
/// is split or two are joined, rows move from place to place and leave nothing between them.
pub struct KeyFile {
    connection: Mutex<Connection>,
}

impl KeyFile {
    /// The file's name in the data directory.
    pub const FILE: &'static str = "keys.db";

    /// Opens the key file of a data directory, making an empty one where there is none.
    pub fn open(directory: &Path) -> Result<KeyFile, BookError> {
        let path = directory.join(Self::FILE);
        private::file(&path).map_err(|error| BookError::Directory(path.clone(), error))?;
        let connection = book::connect_to(&path)?;
        connection.pragma_update(None, "journal_mode", "TRUNCATE")?;
        connection.execute_batch(
            "CREATE TABLE IF NOT EXISTS keys (id BLOB PRIMARY KEY, key BLOB NOT NULL) WITHOUT ROWID",
        )?;
        Ok(KeyFile {
            connection: Mutex::new(connection),
        })
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn find(&self, id: KeyId) -> rusqlite::Result<Option<Key>> {
        self.connection()
            .prepare_cached("SELECT key FROM keys WHERE id = ?")?
            .query_row([id.0], |row| row.get(0).map(Zeroizing::new))
            .optional()
    }

    fn find_all(&self, ids: &[KeyId]) -> Result<Vec<Option<Key>>, BookError> {
        let ids: Vec<[u8; 16]> = ids.iter().map(|id| id.0).collect();
        let mut keys = vec![None; ids.len()];
        let connection = self.connection();
        // The file is locked and unlocked once, and not for each key.
        let moment = connection.unchecked_transaction()?;
        let mut statement =
            moment.prepare_cached("SELECT id, key FROM keys WHERE id >= ? ORDER BY id")?;
        for_each_in_order(&mut statement, &ids, PASSED, |place, row| {
            if let Some(key) = keys.get_mut(place) {
                *key = Some(Zeroizing::new(row.get(1)?));
            }
            Ok(())
        })?;
        Ok(keys)
    }

    fn insert(&self, keys: &[(KeyId, Key)]) -> rusqlite::Result<()> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        {
            let mut insert =
                transaction.prepare_cached("INSERT INTO keys (id, key) VALUES (?, ?)")?;
            for (id, key) in keys {
                insert.execute((id.0, &key[..]))?;
            }
        }
        transaction.commit()
    }

    fn delete(&self, ids: &[KeyId]) -> rusqlite::Result<()> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        {
            let mut delete = transaction.prepare_cached("DELETE FROM keys WHERE id = ?")?;
            for id in ids {
                delete.execute([id.0])?;
            }
        }
        transaction.commit()
    }

    fn list_all(&self) -> rusqlite::Result<Vec<(KeyId, Key)>> {
        let connection = self.connection();
        let moment = connection.unchecked_transaction()?;
        let count = moment.query_row("SELECT count(*) FROM keys", [], |row| row.get(0))?;
        let mut statement = moment.prepare_cached("SELECT id, key FROM keys ORDER BY id")?;
        let mut rows = statement.query([])?;
        // With room for all of them: a list that grows leaves copies of keys behind.
        let mut keys = Vec::with_capacity(count);
        while let Some(row) = rows.next()? {
            keys.push((KeyId(row.get(0)?), row.get(1).map(Zeroizing::new)?));
        }
        Ok(keys)
    }

    fn list(&self) -> rusqlite::Result<Vec<KeyId>> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached("SELECT id FROM keys")?;
        let rows = statement.query_map([], |row| row.get(0).map(KeyId))?;
        rows.collect()
    }
}

impl Keyring for KeyFile {
    fn key(&self, id: KeyId) -> Result<Option<Key>, KeyringError> {
        self.find(id).map_err(fault)
    }

    fn keys(&self, ids: &[KeyId]) -> Result<Vec<Option<Key>>, KeyringError> {
        self.find_all(ids)
            .map_err(|error| KeyringError(Box::new(error)))
    }

    fn create(&self, keys: &[(KeyId, Key)]) -> Result<(), KeyringError> {
        if keys.is_empty() {
            return Ok(());
        }
        self.insert(keys).map_err(fault)
    }

    fn destroy(&self, ids: &[KeyId]) -> Result<(), KeyringError> {
        if ids.is_empty() {
            return Ok(());
        }
        self.delete(ids).map_err(fault)
    }

    fn all(&self) -> Result<Vec<(KeyId, Key)>, KeyringError> {
        self.list_all().map_err(fault)
    }

    fn ids(&self) -> Result<Vec<KeyId>, KeyringError> {
        self.list().map_err(fault)
    }
}

fn fault(error: rusqlite::Error) -> KeyringError {
    KeyringError(Box::new(error))
}

/// What a key belongs to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum KeyOwner {
    Account,
    Class,
    Admin,
    Actor,
    /// Its key goes before it does (R61).
    Plan,
    /// Was removed but not deleted, so what it did can still be told.
    FormerAdmin,
    /// Was removed, but its owner was not deleted, so what it was can still be told.
    FormerClass,
}

const OWNERS: &str = "SELECT account_id AS id, 'Account' AS owner FROM accounts WHERE state & ?1 = 0 \
     UNION ALL SELECT class_id, iif(removed IS NULL, 'Class', 'FormerClass') FROM classes \
     LEFT JOIN accounts ON accounts.number = owner WHERE coalesce(state, 0) & ?1 = 0 \
     UNION ALL SELECT admin_id, iif(removed IS NULL, 'Admin', 'FormerAdmin') FROM admins \
     WHERE email_hash <> zeroblob(16) \
     UNION ALL SELECT actor_id, 'Actor' FROM actors \
     UNION ALL SELECT plan_id, 'Plan' FROM plans";

impl Reads<'_> {
    /// Calls with everything that has a key of its own; takes a pass over all accounts.
    pub fn key_owners(&self, mut each: impl FnMut(KeyId, KeyOwner)) -> Result<(), BookError> {
        let mut statement = self.connection.prepare_cached(OWNERS)?;
        let mut rows = statement.query([state::DELETED])?;
        while let Some(row) = rows.next()? {
            let owner = match row.get_ref(1)?.as_str().unwrap_or_default() {
                "Account" => KeyOwner::Account,
                "Admin" => KeyOwner::Admin,
                "Actor" => KeyOwner::Actor,
                "Plan" => KeyOwner::Plan,
                "Class" => KeyOwner::Class,
                "FormerClass" => KeyOwner::FormerClass,
                _ => KeyOwner::FormerAdmin,
            };
            each(KeyId(row.get(0)?), owner);
        }
        Ok(())
    }

    /// Whether a key belongs to anything.
    pub fn owns_key(&self, id: KeyId) -> Result<bool, BookError> {
        Ok(self
            .connection
            .prepare_cached(&format!("SELECT 1 FROM ({OWNERS}) WHERE id = ?2"))?
            .exists((state::DELETED, id.0))?)
    }
}
