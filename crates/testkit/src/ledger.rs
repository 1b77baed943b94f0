//! A ledger that is gone when the test ends.

use std::path::Path;
use std::sync::Arc;

use rollbook_service::{Caller, InstitutionId, Ledger, Settings};
use tempfile::TempDir;

use crate::SettableClock;

/// A new ledger in a directory of its own.
pub struct TemporaryLedger {
    pub ledger: Ledger,
    pub clock: Arc<SettableClock>,
    directory: TempDir,
}

impl TemporaryLedger {
    /// With nothing in it but its opening.
    pub fn empty() -> TemporaryLedger {
        TemporaryLedger::make(|_| {})
    }

    fn make(change: impl FnOnce(&mut Settings)) -> TemporaryLedger {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let clock = Arc::new(SettableClock::default());
        let mut settings = Settings::new(directory.path());
        settings.clock = clock.clone();
        change(&mut settings);
        let ledger = Ledger::open_or_create(settings).expect("a new ledger");
        TemporaryLedger {
            ledger,
            clock,
            directory,
        }
    }

    /// With one institution, `North` (ID 1), which has as many seats as anybody wants.
    pub fn with_institution() -> TemporaryLedger {
        TemporaryLedger::with_settings(|_| {})
    }

    /// The same with other settings.
    pub fn with_settings(change: impl FnOnce(&mut Settings)) -> TemporaryLedger {
        let temporary = TemporaryLedger::make(change);
        let caller = Caller::of_the_machine("testkit");
        temporary
            .ledger
            .domain_admin(&caller)
            .and_then(|admin| admin.add_institution("North", Some(InstitutionId(1)), None, None))
            .expect("an institution is added");
        temporary
    }

    /// The data directory.
    pub fn path(&self) -> &Path {
        self.directory.path()
    }
}
