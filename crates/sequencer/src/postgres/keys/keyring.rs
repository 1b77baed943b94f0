//! The keys of people, and of whatever else has one.

use std::sync::Arc;

use rollbook_records::{Key, KeyId, Keyring, KeyringError, SharedKeyring};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::PostgresKeys;
use super::master::{Kept, Master, nonces};
use crate::postgres::fault::Fault;

const FIND: &str = "SELECT id, wrapped FROM rollbook_keys WHERE id = ANY($1)";
const ALL: &str = "SELECT id, wrapped FROM rollbook_keys ORDER BY id";
const IDS: &str = "SELECT id FROM rollbook_keys ORDER BY id";
const OLD_IDS: &str =
    "SELECT id FROM rollbook_keys WHERE made < now() - interval '31 days' ORDER BY id";
const CREATE: &str = "INSERT INTO rollbook_keys (id, wrapped) SELECT * FROM unnest($1, $2)";

/// How many of these keys are there as they are to be.
const HOLDS: &str = "SELECT count(*) FROM rollbook_keys
    JOIN unnest($1, $2) AS wanted (id, wrapped) USING (id, wrapped)";

/// Writes also where nothing is there to be destroyed: an attempt before may have destroyed it, and its
/// answer be lost, and this commit is not over before that one is with the standby.
const DESTROY: &str = "WITH gone AS (DELETE FROM rollbook_keys WHERE id = ANY($1))
    UPDATE rollbook_facts SET value = value WHERE name = 'keys layout'";

type Bytes = Vec<Vec<u8>>;

impl PostgresKeys {
    fn find(&self, ids: &[KeyId]) -> Result<Vec<Option<Key>>, Fault> {
        let wanted: Bytes = ids.iter().map(|id| id.0.to_vec()).collect();
        let rows = self.database.ask_again(|client| {
            let wanted = wanted.clone();
            async move {
                let parameters = [(&wanted as _, Type::BYTEA_ARRAY)];
                client.query_typed(FIND, &parameters).await
            }
        })?;
        let mut keys = vec![None; ids.len()];
        for row in &rows {
            let (id, key) = unwrapped(&self.master, row)?;
            // They ascend, and one may be asked for twice.
            let first = ids.partition_point(|other| *other < id);
            for (wanted, place) in ids[first..].iter().zip(first..) {
                if *wanted != id {
                    break;
                }
                keys[place] = Some(key.clone());
            }
        }
        Ok(keys)
    }

    fn insert(&self, keys: &[(KeyId, Key)]) -> Result<(), Fault> {
        let ids: Bytes = keys.iter().map(|(id, _)| id.0.to_vec()).collect();
        let wrapped = keys.iter().zip(nonces(keys.len())?);
        let wrapped: Bytes = wrapped
            .map(|((id, key), nonce)| self.master.wrap(Kept::Own(*id), nonce, key))
            .collect();
        let mut is_first = true;
        loop {
            let inserted = self.insert_wrapped(ids.clone(), wrapped.clone());
            match inserted {
                Err(Fault::Lost(_)) if is_first => is_first = false,
                Err(Fault::Duplicate) if !is_first => {
                    return self.see_inserted(ids, wrapped);
                }
                inserted => return inserted.map_err(Fault::without_effect),
            }
        }
    }

    fn insert_wrapped(&self, ids: Bytes, wrapped: Bytes) -> Result<(), Fault> {
        let connection = self.database.connection()?;
        self.database.ask(&connection, |client| async move {
            let parameters = [
                (&ids as _, Type::BYTEA_ARRAY),
                (&wrapped as _, Type::BYTEA_ARRAY),
            ];
            client.execute_typed(CREATE, &parameters).await
        })?;
        self.database.put_back(connection);
        Ok(())
    }

    /// After an attempt whose answer was lost: the nonces tell its keys from anybody else's.
    fn see_inserted(&self, ids: Bytes, wrapped: Bytes) -> Result<(), Fault> {
        let count = ids.len();
        let held = self.database.ask_again(|client| {
            let (ids, wrapped) = (ids.clone(), wrapped.clone());
            async move {
                let parameters = [
                    (&ids as _, Type::BYTEA_ARRAY),
                    (&wrapped as _, Type::BYTEA_ARRAY),
                ];
                let row = client.query_typed_one(HOLDS, &parameters).await?;
                row.try_get::<_, i64>(0)
            }
        })?;
        match held == count as i64 {
            true => self.database.confirm(),
            false => Err(Fault::Duplicate),
        }
    }

    fn delete(&self, ids: &[KeyId]) -> Result<(), Fault> {
        let ids: Bytes = ids.iter().map(|id| id.0.to_vec()).collect();
        self.database.ask_again(|client| {
            let ids = ids.clone();
            async move {
                let parameters = [(&ids as _, Type::BYTEA_ARRAY)];
                client.execute_typed(DESTROY, &parameters).await
            }
        })?;
        Ok(())
    }

    fn fault(&self, fault: Fault) -> KeyringError {
        self.told(fault).into()
    }
}

impl Keyring for PostgresKeys {
    fn key(&self, id: KeyId) -> Result<Option<Key>, KeyringError> {
        Ok(self.keys(&[id])?.pop().flatten())
    }

    fn keys(&self, ids: &[KeyId]) -> Result<Vec<Option<Key>>, KeyringError> {
        match ids.is_empty() {
            true => Ok(Vec::new()),
            false => self.find(ids).map_err(|fault| self.fault(fault)),
        }
    }

    fn create(&self, keys: &[(KeyId, Key)]) -> Result<(), KeyringError> {
        match keys.is_empty() {
            true => Ok(()),
            false => self.insert(keys).map_err(|fault| self.fault(fault)),
        }
    }

    fn destroy(&self, ids: &[KeyId]) -> Result<(), KeyringError> {
        match ids.is_empty() {
            true => Ok(()),
            false => self.delete(ids).map_err(|fault| self.fault(fault)),
        }
    }

    fn all(&self) -> Result<Vec<(KeyId, Key)>, KeyringError> {
        let master = Arc::clone(&self.master);
        self.stream(ALL, move |row| unwrapped(&master, row))
            .map_err(|fault| self.fault(fault))
    }

    fn ids(&self) -> Result<Vec<KeyId>, KeyringError> {
        self.stream(IDS, id).map_err(|fault| self.fault(fault))
    }
}

impl SharedKeyring for PostgresKeys {
    fn old_ids(&self) -> Result<Vec<KeyId>, KeyringError> {
        self.stream(OLD_IDS, id).map_err(|fault| self.fault(fault))
    }
}

fn id(row: &Row) -> Result<KeyId, Fault> {
    let bytes: &[u8] = row.try_get(0).map_err(unreadable)?;
    let id = bytes.try_into().map(KeyId);
    id.map_err(|_| Fault::Damaged("the id of a key has another length than 16 bytes".to_owned()))
}

fn unwrapped(master: &Master, row: &Row) -> Result<(KeyId, Key), Fault> {
    let id = id(row)?;
    let wrapped: &[u8] = row.try_get(1).map_err(unreadable)?;
    match master.unwrap(Kept::Own(id), wrapped) {
        Some(key) => Ok((id, key)),
        None => Err(Fault::Damaged(
            "a key does not open under the master key, so it was changed or is another's"
                .to_owned(),
        )),
    }
}

fn unreadable(error: tokio_postgres::Error) -> Fault {
    Fault::Damaged(error.to_string())
}
