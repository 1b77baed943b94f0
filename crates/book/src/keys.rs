//! The keyring of one machine: a file of its own beside the book (R43).

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rollbook_records::{Key, KeyId, Keyring, KeyringError};
use rusqlite::{Connection, OptionalExtension};
use zeroize::Zeroizing;

use crate::{BookError, book, private};

/// Keys in a SQLite file that only its owner may read. Not in WAL mode: a destroyed key must not
/// linger in a log, so pages are overwritten in place (`secure_delete`) and the rollback journal,
/// which holds the old page, is truncated at each commit.
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

    fn ids(&self) -> Result<Vec<KeyId>, KeyringError> {
        self.list().map_err(fault)
    }
}

fn fault(error: rusqlite::Error) -> KeyringError {
    KeyringError(Box::new(error))
}
