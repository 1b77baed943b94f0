//! The keyring of several nodes: wrapped in a database, under a master key that stays on the nodes.
//!
//! Whoever has the database, its standby or a backup of it, and not the master key, has no key. Nonces
//! are drawn here, from the machine: they decide nothing, and nobody replays them.

mod keyring;
mod lease;
mod master;
mod signing;
mod stream;
mod told;

use std::path::Path;
use std::sync::{Arc, Mutex};

use super::address::Address;
use super::database::{ANSWER, Database};
use super::fault::Fault;
use super::layout::Layout;
use crate::KeyDatabaseError;
use lease::Lease;
use master::Master;
use told::told;

/// When a key was made tells which of those that belong to nothing may still be somebody's.
const KEYS: Layout = Layout {
    fact: "keys layout",
    version: 1,
    tables: "CREATE TABLE rollbook_keys (
            id bytea PRIMARY KEY,
            wrapped bytea NOT NULL,
            made timestamptz NOT NULL DEFAULT now()
        );
        CREATE TABLE rollbook_signing_keys (
            public_key bytea PRIMARY KEY,
            wrapped bytea NOT NULL
        )",
};

/// Keys in a database of PostgreSQL (R42, R43).
pub struct PostgresKeys {
    database: Database,
    master: Arc<Master>,
    lease: Mutex<Option<Lease>>,
}

impl PostgresKeys {
    /// Connects as [`PostgresLog::open`](super::PostgresLog::open) does, also to the same database, and
    /// makes the tables where they are not there. The first node makes the master key, in a file that
    /// only its owner may read; every other one must be given a copy of that file before it starts.
    ///
    /// # Errors
    /// [`KeyDatabaseError`]; nothing is kept under another master key than the first.
    pub fn open(url: &str, master_key: &Path) -> Result<PostgresKeys, KeyDatabaseError> {
        let address = Address::parse(url).map_err(|fault| told("PostgreSQL", fault))?;
        let place = address.place.clone();
        let database =
            Database::open(address, KEYS, ANSWER).map_err(|fault| told(&place, fault))?;
        let master = master::of(&database, master_key)?;
        Ok(PostgresKeys {
            database,
            master: Arc::new(master),
            lease: Mutex::new(None),
        })
    }

    /// Where it is, without credentials: for people.
    pub fn place(&self) -> &str {
        self.database.place()
    }

    fn told(&self, fault: Fault) -> KeyDatabaseError {
        told(self.database.place(), fault)
    }
}
