//! A node that is cut off from the server at any step of what it does.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use rollbook_sequencer::conformance::{Remote, Stage};
use rollbook_sequencer::{Engine, EngineError, PostgresLog};
use rollbook_testkit::PostgresServer;

use crate::fixture::open;

struct OneServer(PostgresServer);

impl Stage for OneServer {
    fn enter(&self) -> Arc<dyn Engine> {
        Arc::new(open(&self.0.url()))
    }
}

impl Remote for OneServer {
    fn server(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.0.port()).into()
    }

    fn enter_by(&self, address: SocketAddr) -> Result<Arc<dyn Engine>, EngineError> {
        let url = format!("postgres://postgres@{address}/postgres");
        let log = PostgresLog::open_with_patience(&url, Duration::from_secs(1))?;
        Ok(Arc::new(log))
    }

    /// The records of more than one statement are one transaction.
    fn part_bytes(&self) -> usize {
        5 << 20
    }
}

rollbook_sequencer::step_tests!(OneServer(PostgresServer::start()));
