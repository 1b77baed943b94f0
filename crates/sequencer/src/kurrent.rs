//! KurrentDB as the log that several nodes share (ADR 26).
//!
//! A ledger is one stream. Each event of it is written at the expected revision and says at which
//! position its first record stands, so positions are ours, and an append that lost a race is a wrong
//! expected version. The cluster decides nothing else.

mod address;
mod append;
mod calls;
mod connection;
mod event;
mod fault;
mod parcel;
mod patience;
mod read;
mod staging;
mod tip;
mod turn;
mod wait;

use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use rollbook_domain::Position;
use uuid::Uuid;

use crate::{Appended, Batch, Engine, EngineError, Entry, Turn};
use address::Address;
use connection::Connection;
use read::Cursor;
use tip::Known;

/// How long this engine waits for what.
#[derive(Clone, Debug)]
pub struct KurrentPatience {
    /// For the answer to one call. Whether an append was written is not known after it.
    pub answer: Duration,
    /// For a cluster that says that it did nothing, or cannot be connected to: as long as it takes to
    /// elect a leader.
    pub cluster: Duration,
    /// Before the first attempt after a failure; twice as long before each further one.
    pub pause: Duration,
    /// For whoever has taken the log and does not give it back.
    pub turn: Duration,
}

impl Default for KurrentPatience {
    fn default() -> Self {
        KurrentPatience {
            answer: Duration::from_secs(15),
            cluster: Duration::from_secs(20),
            pause: Duration::from_millis(100),
            turn: Duration::from_secs(30),
        }
    }
}

/// A log in a stream of a KurrentDB cluster.
pub struct KurrentLog(Arc<Log>);

/// Shared with what keeps a turn.
struct Log {
    connection: Connection,
    patience: KurrentPatience,
    /// The ledger's stream.
    stream: String,
    /// Tells the turns of this process from others'.
    process: Uuid,
    known: Mutex<Known>,
    cursor: Mutex<Option<Cursor>>,
    appended: Condvar,
}

impl KurrentLog {
    /// The log at `kurrentdb://user:password@host:port,host:port/stream?tlsCaFile=…`; without a path the
    /// stream is `rollbook`. `process` is drawn by chance: no two may have the same. Nothing is asked of the
    /// cluster yet, so one that does not answer is no error.
    ///
    /// # Errors
    /// [`EngineError::Url`] for a wrong URL, or files named in it that cannot be used.
    pub fn open(
        url: &str,
        process: [u8; 16],
        patience: KurrentPatience,
    ) -> Result<KurrentLog, EngineError> {
        let address = address(url)?;
        Ok(KurrentLog(Arc::new(Log {
            stream: address.stream.clone(),
            connection: Connection::new(address, patience.answer),
            patience,
            process: Uuid::from_bytes(process),
            known: Mutex::default(),
            cursor: Mutex::new(None),
            appended: Condvar::new(),
        })))
    }

    /// Whether the URL can be used, without asking the cluster.
    pub(crate) fn check_url(url: &str) -> Result<(), EngineError> {
        address(url).map(drop)
    }
}

fn address(url: &str) -> Result<Address, EngineError> {
    Address::parse(url).map_err(|why| EngineError::Url {
        place: "KurrentDB".to_owned(),
        why,
    })
}

impl Engine for KurrentLog {
    fn append(&self, batch: &Batch<'_>) -> Appended {
        self.0.append_batch(batch)
    }

    fn take_turn(&self) -> Result<Box<dyn Turn + '_>, EngineError> {
        Ok(Box::new(self.0.take_log()?))
    }

    fn head(&self) -> Result<Option<Position>, EngineError> {
        Ok(self.0.ask_tip()?.head())
    }

    fn read(&self, from: Position, limit: usize) -> Result<Vec<Entry>, EngineError> {
        self.0.read_from(from, limit)
    }

    fn wait(&self, position: Position, patience: Duration) -> Result<bool, EngineError> {
        self.0.wait_for(position, patience)
    }

    fn place(&self) -> &str {
        self.0.connection.place()
    }
}
