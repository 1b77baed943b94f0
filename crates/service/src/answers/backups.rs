//! Backups (R42, R43).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What a backup holds, as its own file `backup.json` says too.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Backup {
    /// The ledger's id.
    pub ledger: String,
    /// Records of the log.
    pub size: u64,
    /// The root of its tree, in lower-case hexadecimal.
    pub root: String,
    #[serde(serialize_with = "super::plans::utc")]
    pub at: DateTime<Utc>,
    /// The version of the program that made it.
    pub program: String,
}

/// A backup that was made.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct BackedUp {
    #[serde(flatten)]
    pub backup: Backup,
    /// Where the book is.
    pub directory: String,
    /// Where the keys are.
    pub keys: String,
}

/// What a restore replaces.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ReplacedLedger {
    pub size: u64,
    /// In lower-case hexadecimal.
    pub root: String,
}

/// A ledger that goes on from a backup.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Restored {
    pub backup: Backup,
    /// The ledger that stood there before; null where there was none.
    pub replaced: Option<ReplacedLedger>,
    /// Accounts that were deleted after the backup was made, and are deleted again.
    pub deleted_again: u64,
    /// Admins who were erased after it was made, and are erased again.
    pub erased_again: u64,
    /// Tokens that were revoked, admins who were removed and passwords that were changed after it was
    /// made: they are revoked and removed again, and those passwords are none any more.
    pub rights_taken_again: u64,
    /// The ledger signs with a new key from here on. Whether the one before endorsed it: where it was
    /// nowhere to be found, whoever checks the log has to be told of the new one.
    pub endorsed: bool,
    /// The log's head now.
    pub position: Option<u64>,
    /// The root of its tree, in lower-case hexadecimal.
    pub root: String,
}
