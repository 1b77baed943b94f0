//! The embedded engine passes the suite that every engine must pass.

use std::sync::{Arc, Mutex};

use rollbook_sequencer::Engine;
use rollbook_sequencer::conformance::{Embedded, Stage};
use tempfile::TempDir;

struct OneBook {
    directory: TempDir,
    turns: Arc<Mutex<()>>,
}

impl OneBook {
    fn empty() -> OneBook {
        OneBook {
            directory: TempDir::new().expect("a directory"),
            turns: Arc::default(),
        }
    }
}

impl Stage for OneBook {
    fn enter(&self) -> Arc<dyn Engine> {
        let turns = Arc::clone(&self.turns);
        Arc::new(Embedded::open(self.directory.path(), turns).expect("a book"))
    }

    fn is_shared(&self) -> bool {
        false
    }
}

rollbook_sequencer::conformance_tests!(OneBook::empty());
