//! The master key: a file on each node, and the check in the database that it is everywhere the same.

mod file;
mod wrapping;

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio_postgres::types::Type;

use super::told::told;
use crate::KeyDatabaseError;
use crate::postgres::database::Database;
use crate::postgres::fault::Fault;
pub(super) use wrapping::{Kept, Master, nonces};

/// What is wrapped to know the key again by: no secret.
const CHECK: [u8; 32] = [0; 32];

const READ: &str = "SELECT value FROM rollbook_facts WHERE name = 'master key'";
const KEEP: &str = "INSERT INTO rollbook_facts (name, value) VALUES ('master key', $1)
    ON CONFLICT (name) DO NOTHING";

/// The key of the file, which is made where nobody has kept anything yet.
pub(super) fn of(database: &Database, path: &Path) -> Result<Master, KeyDatabaseError> {
    let told = |fault| told(database.place(), fault);
    let check = read(database).map_err(told)?;
    let (master, is_new) = match (file::read(path)?, &check) {
        (Some(key), _) => (Master::new(key), false),
        (None, Some(_)) => return Err(KeyDatabaseError::MasterKeyMissing(path.to_owned())),
        (None, None) => {
            let (key, is_new) = file::make(path)?;
            (Master::new(key), is_new)
        }
    };
    let check = match check {
        Some(check) => check,
        None => keep(database, &master).map_err(told)?,
    };
    match opens(&master, &check) {
        true => Ok(master),
        // Another node was first after all: what this one has made is of no use to anybody.
        false if is_new => {
            file::remove(path)?;
            Err(KeyDatabaseError::MasterKeyMissing(path.to_owned()))
        }
        false => Err(KeyDatabaseError::MasterKeyOther(path.to_owned())),
    }
}

fn opens(master: &Master, check: &str) -> bool {
    let wrapped = STANDARD.decode(check).unwrap_or_default();
    let opened = master.unwrap(Kept::Check, &wrapped);
    opened.is_some_and(|opened| *opened == CHECK)
}

fn read(database: &Database) -> Result<Option<String>, Fault> {
    let row =
        database.ask_again(|client| async move { client.query_typed_opt(READ, &[]).await })?;
    match row {
        Some(row) => row
            .try_get(0)
            .map(Some)
            .map_err(|error| Fault::Damaged(error.to_string())),
        None => Ok(None),
    }
}

/// Keeps the check of this key, unless there is one by now; tells which one is kept.
fn keep(database: &Database, master: &Master) -> Result<String, Fault> {
    let nonce = nonces(1)?.pop().unwrap_or_default();
    let check = STANDARD.encode(master.wrap(Kept::Check, nonce, &CHECK));
    database.ask_again(|client| {
        let check = check.clone();
        async move {
            let parameters = [(&check as _, Type::TEXT)];
            client.execute_typed(KEEP, &parameters).await
        }
    })?;
    read(database)?.ok_or_else(|| Fault::Damaged("its check of the master key is gone".to_owned()))
}
