//! PostgreSQL as the log that several nodes share, and as their keyring.
//!
//! A record's position is the primary key, so whoever loses a race to it meets a unique violation, and a
//! batch is one transaction. The database decides nothing else (ADR 25).

mod address;
mod append;
mod background;
mod connect;
mod connection;
mod database;
mod fault;
mod keys;
mod layout;
mod read;
mod stretch;
mod sweep;
mod tls;
mod turn;
mod wait;

use std::time::Duration;

use rollbook_domain::Position;

use crate::{Appended, Batch, Engine, EngineError, Entry, Turn};
use address::Address;
use database::{ANSWER, Database};
use fault::Fault;
pub use keys::PostgresKeys;
use layout::Layout;
use sweep::Sweep;
use wait::Listener;

/// Sealed bytes do not compress, so nobody is to try.
const LOG: Layout = Layout {
    fact: "log layout",
    version: 1,
    tables: "CREATE TABLE rollbook_log (
            position bigint PRIMARY KEY,
            record bytea NOT NULL,
            checkpoint text
        );
        ALTER TABLE rollbook_log ALTER COLUMN record SET STORAGE EXTERNAL;
        CREATE TABLE rollbook_receipts (
            position bigint PRIMARY KEY,
            receipts bytea NOT NULL,
            kept timestamptz NOT NULL DEFAULT now()
        )",
};

/// A log in a database of PostgreSQL, on one server or on several of which one takes writes.
pub struct PostgresLog {
    database: Database,
    listener: Listener,
    sweep: Sweep,
}

impl PostgresLog {
    /// Connects to `postgres://user:password@host:port,host:port/database`, and makes the tables where
    /// they are not there. TLS, with a certificate that this machine or the file `sslrootcert=` trusts, is
    /// required unless the host is this machine or the URL says `sslmode=disable`.
    ///
    /// # Errors
    /// [`EngineError::Url`] for a wrong URL, or one that names a file which is of no use; [`EngineError::Refused`] for wrong
    /// credentials, a certificate that is not trusted; [`EngineError::Newer`] where a newer program has made the tables.
    pub fn open(url: &str) -> Result<PostgresLog, EngineError> {
        PostgresLog::open_with_patience(url, ANSWER)
    }

    /// The same, waiting another time than usual for the answer to a statement.
    ///
    /// # Errors
    /// As [`PostgresLog::open`].
    pub fn open_with_patience(url: &str, answer: Duration) -> Result<PostgresLog, EngineError> {
        let address = address(url)?;
        let name = address.place.clone();
        let database = Database::open(address, LOG, answer).map_err(|fault| told(&name, fault))?;
        Ok(PostgresLog {
            listener: Listener::new(),
            sweep: Sweep::default(),
            database,
        })
    }

    /// Whether the URL can be used, without asking the server.
    pub(crate) fn check_url(url: &str) -> Result<(), EngineError> {
        let address = address(url)?;
        tls::check(&address).map_err(|fault| told(&address.place, fault))
    }

    fn told(&self, fault: Fault) -> EngineError {
        told(self.database.place(), fault)
    }
}

fn address(url: &str) -> Result<Address, EngineError> {
    Address::parse(url).map_err(|fault| told("PostgreSQL", fault))
}

fn told(place: &str, fault: Fault) -> EngineError {
    let place = place.to_owned();
    match fault {
        Fault::Unreachable(why) | Fault::Lost(why) => EngineError::Unreachable { place, why },
        Fault::Refused(why) => EngineError::Refused { place, why },
        Fault::Url(why) => EngineError::Url { place, why },
        Fault::Duplicate => EngineError::Damaged("a row that must not be there is".to_owned()),
        Fault::Damaged(why) => EngineError::Damaged(why),
        Fault::Newer { found, known } => EngineError::Newer { found, known },
    }
}

impl Engine for PostgresLog {
    fn append(&self, batch: &Batch<'_>) -> Appended {
        self.append_batch(batch)
    }

    fn take_turn(&self) -> Result<Box<dyn Turn + '_>, EngineError> {
        self.lock_table()
    }

    fn head(&self) -> Result<Option<Position>, EngineError> {
        self.last_position()
    }

    fn read(&self, from: Position, limit: usize) -> Result<Vec<Entry>, EngineError> {
        self.read_from(from, limit)
    }

    fn wait(&self, position: Position, patience: Duration) -> Result<bool, EngineError> {
        self.wait_for(position, patience)
    }

    fn place(&self) -> &str {
        self.database.place()
    }
}
