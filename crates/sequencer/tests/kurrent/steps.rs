//! A node that is cut off from the cluster at any step of what it does.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rollbook_sequencer::conformance::{Remote, Stage};
use rollbook_sequencer::{Engine, EngineError, KurrentPatience};
use rollbook_testkit::kurrent::KurrentDouble;

use crate::support::{STREAM, log, node};

struct OneNode(KurrentDouble);

impl Stage for OneNode {
    fn enter(&self) -> Arc<dyn Engine> {
        node(&self.0)
    }
}

impl Remote for OneNode {
    fn server(&self) -> SocketAddr {
        self.0.address(0)
    }

    fn enter_by(&self, address: SocketAddr) -> Result<Arc<dyn Engine>, EngineError> {
        let url = self.0.url(STREAM);
        let url = url.replace(&self.server().to_string(), &address.to_string());
        let patience = KurrentPatience {
            answer: Duration::from_millis(800),
            cluster: Duration::from_millis(400),
            pause: Duration::from_millis(5),
            turn: Duration::from_millis(200),
        };
        Ok(log(&url, patience))
    }

    /// The records of more than one append are staged first.
    fn part_bytes(&self) -> usize {
        1 << 20
    }
}

rollbook_sequencer::step_tests!(OneNode(KurrentDouble::start(1)));
