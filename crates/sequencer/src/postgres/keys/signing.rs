//! The keys that sign checkpoints (R64).

use rollbook_records::{Key, KeyringError, SigningKeys};
use tokio_postgres::types::Type;

use super::PostgresKeys;
use super::master::{Kept, nonces};
use crate::postgres::fault::Fault;

const FIND: &str = "SELECT wrapped FROM rollbook_signing_keys WHERE public_key = $1";

/// Both write also where nothing is left to be done, as the destruction of other keys does.
const KEEP: &str = "WITH kept AS (
        INSERT INTO rollbook_signing_keys (public_key, wrapped) VALUES ($1, $2)
        ON CONFLICT (public_key) DO NOTHING
    )
    UPDATE rollbook_facts SET value = value WHERE name = 'keys layout'";

/// Where the one that is to stay is not there, none goes.
const FORGET: &str = "WITH gone AS (
        DELETE FROM rollbook_signing_keys WHERE public_key <> $1
        AND EXISTS (SELECT FROM rollbook_signing_keys WHERE public_key = $1)
    )
    UPDATE rollbook_facts SET value = value WHERE name = 'keys layout'";

impl PostgresKeys {
    fn find_signing_key(&self, public_key: &[u8; 32]) -> Result<Option<Key>, Fault> {
        let wanted = *public_key;
        let wrapped: Option<Vec<u8>> = self.database.ask_again(move |client| async move {
            let parameters = [(&wanted.as_slice() as _, Type::BYTEA)];
            let row = client.query_typed_opt(FIND, &parameters).await?;
            row.map(|row| row.try_get(0)).transpose()
        })?;
        let Some(wrapped) = wrapped else {
            return Ok(None);
        };
        let key = self.master.unwrap(Kept::Signing(public_key), &wrapped);
        key.map(Some).ok_or_else(|| {
            Fault::Damaged("the signing key does not open under the master key".to_owned())
        })
    }

    fn insert_signing_key(&self, public_key: &[u8; 32], seed: &Key) -> Result<(), Fault> {
        let nonce = nonces(1)?.pop().unwrap_or_default();
        let kept = *public_key;
        let wrapped = self.master.wrap(Kept::Signing(public_key), nonce, seed);
        self.database.ask_again(move |client| {
            let wrapped = wrapped.clone();
            async move {
                let parameters = [
                    (&kept.as_slice() as _, Type::BYTEA),
                    (&wrapped as _, Type::BYTEA),
                ];
                client.execute_typed(KEEP, &parameters).await
            }
        })?;
        Ok(())
    }

    fn delete_signing_keys_but(&self, public_key: &[u8; 32]) -> Result<(), Fault> {
        let kept = *public_key;
        self.database.ask_again(move |client| async move {
            let parameters = [(&kept.as_slice() as _, Type::BYTEA)];
            client.execute_typed(FORGET, &parameters).await
        })?;
        Ok(())
    }
}

impl SigningKeys for PostgresKeys {
    fn signing_key(&self, public_key: &[u8; 32]) -> Result<Option<Key>, KeyringError> {
        let found = self.find_signing_key(public_key);
        found.map_err(|fault| self.told(fault).into())
    }

    fn keep_signing_key(&self, public_key: &[u8; 32], seed: &Key) -> Result<(), KeyringError> {
        let kept = self.insert_signing_key(public_key, seed);
        kept.map_err(|fault| self.told(fault).into())
    }

    fn forget_signing_keys_but(&self, public_key: &[u8; 32]) -> Result<(), KeyringError> {
        let forgotten = self.delete_signing_keys_but(public_key);
        forgotten.map_err(|fault| self.told(fault).into())
    }
}
