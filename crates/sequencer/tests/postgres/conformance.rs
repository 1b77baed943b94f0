//! PostgreSQL passes the suite that every engine must pass.

use std::sync::Arc;

use rollbook_sequencer::Engine;
use rollbook_sequencer::conformance::Stage;
use rollbook_testkit::PostgresServer;

use crate::fixture::open;

struct OneServer(PostgresServer);

impl Stage for OneServer {
    fn enter(&self) -> Arc<dyn Engine> {
        Arc::new(open(&self.0.url()))
    }
}

rollbook_sequencer::conformance_tests!(OneServer(PostgresServer::start()));
