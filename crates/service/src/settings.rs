//! Tells the limits that a ledger was opened with.

use crate::imports::PLAN_DAYS;
use crate::{Reader, answers};

impl Reader<'_> {
    /// The limits that concern whoever works with the ledger. They are the same for everybody.
    pub fn settings(&self) -> answers::LedgerSettings {
        let settings = &self.ledger.settings;
        answers::LedgerSettings {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            validator: rollbook_rows::VERSION.to_owned(),
            guards: answers::GuardLimits {
                share_percent: settings.guards.share_percent,
                share_from_accounts: settings.guards.share_from_accounts,
                deletions: settings.guards.deletions,
            },
            archive_files: settings.archives.files,
            archive_bytes: settings.archives.unpacked_bytes,
            plan_days: PLAN_DAYS,
        }
    }
}
