//! What whoever works with a ledger should know of its settings.

use serde::Serialize;
use utoipa::ToSchema;

/// The limits of a ledger, and the program's version.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LedgerSettings {
    /// Of the program.
    pub version: String,
    /// Of the row validator, which plans name (R61).
    pub validator: String,
    pub guards: GuardLimits,
    /// Files in one zip.
    pub archive_files: usize,
    /// All files of one zip together, unpacked.
    pub archive_bytes: u64,
    /// How many days a plan waits to be applied.
    pub plan_days: u32,
}

/// Beyond these, a batch stops before its first event until somebody gives a reason (R60).
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct GuardLimits {
    /// The largest share of an institution's accounts, or of the domain's, that a batch may affect, in percent.
    pub share_percent: u64,
    /// Shares count where at least this many accounts were active or disabled.
    pub share_from_accounts: u64,
    /// The largest number of accounts that a batch may delete.
    pub deletions: u64,
}
