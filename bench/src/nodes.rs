//! Nodes: ledgers whose log and keys are in servers of PostgreSQL that run on this machine.

use std::path::PathBuf;
use std::thread;

use anyhow::{Result, anyhow};
use rollbook_sequencer::{open_keys, open_log};
use rollbook_service::{Ledger, PlanRequest, Settings, SharedLedger};
use rollbook_testkit::{PostgresPair, PostgresServer};

use crate::ledgers;
use crate::workplace::Workplace;

/// Tells one process from the others that write to a log; there is one here.
const PROCESS: [u8; 16] = [1; 16];

/// What has the log and the keys. Each server has Debian's settings, is on this machine's disk and syncs
/// what it commits.
pub enum Servers {
    One(PostgresServer),
    /// What is committed is also on the standby's disk, and shown there.
    WithStandby(PostgresPair),
}

impl Servers {
    /// One server.
    pub fn one() -> Result<Servers> {
        started(PostgresServer::start).map(Servers::One)
    }

    /// A primary with its synchronous standby.
    pub fn with_standby() -> Result<Servers> {
        started(PostgresPair::start).map(Servers::WithStandby)
    }

    /// Where they are; they believe whoever asks.
    pub fn url(&self) -> String {
        match self {
            Servers::One(server) => server.url(),
            Servers::WithStandby(pair) => pair.url(),
        }
    }
}

/// A fixture panics where it cannot start; a benchmark goes on without it.
fn started<T: Send + 'static>(start: fn() -> T) -> Result<T> {
    thread::spawn(start).join().map_err(|panic| {
        let why = panic.downcast::<String>();
        let why = why.map_or_else(|_| "it said nothing".to_owned(), |why| *why);
        anyhow!("PostgreSQL does not start: {why}")
    })
}

/// The one node of a ledger.
pub struct Node {
    pub folder: PathBuf,
    servers: Servers,
}

impl Node {
    /// Of a new ledger with `people` active accounts. The name is that of its folder.
    pub fn with_people(
        place: &Workplace,
        name: &str,
        servers: Servers,
        people: u32,
    ) -> Result<Node> {
        eprintln!("  making {name}, a node with {people} accounts");
        let folder = place.empty_folder(name)?;
        let node = Node { folder, servers };
        let file = ledgers::accounts(place, people)?;
        let ledger = ledgers::with_institutions(Ledger::open_or_create(node.settings()?)?)?;
        ledgers::import(&ledger, PlanRequest::default(), &[&file])?;
        ledger.close();
        Ok(node)
    }

    /// Opens its ledger.
    pub fn open(&self) -> Result<Ledger> {
        Ok(Ledger::open(self.settings()?)?)
    }

    /// Of the log and the keys.
    pub fn url(&self) -> String {
        self.servers.url()
    }

    fn settings(&self) -> Result<Settings> {
        let url = self.servers.url();
        Ok(Settings {
            shared: Some(SharedLedger {
                log: open_log(&url, PROCESS)?,
                keys: open_keys(&url, &self.folder.join("master.key"))?,
            }),
            ..Settings::new(&self.folder)
        })
    }
}
