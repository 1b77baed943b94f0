//! Why the keys of several nodes cannot be used.

use std::io;
use std::path::PathBuf;

use rollbook_records::KeyringError;

/// What is wrong, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum KeyDatabaseError {
    #[error("the database of the keys at {place} does not answer: {why}")]
    Unreachable { place: String, why: String },
    #[error("the database of the keys at {place} refuses: {why}")]
    Refused { place: String, why: String },
    /// Its URL cannot be used as it is written, so that nobody was asked.
    #[error("the database of the keys at {place} refuses: {why}")]
    Url { place: String, why: String },
    #[error("the database of the keys holds what cannot be: {0}")]
    Damaged(String),
    #[error(
        "the database of the keys was laid out by a newer rollbook (version {found}, this one knows {known}): use the newer program on every node"
    )]
    Newer { found: u32, known: u32 },
    #[error(
        "there is no master key at {0}, and another node has made one for these keys: copy its file, with the same permissions"
    )]
    MasterKeyMissing(PathBuf),
    #[error(
        "the master key {0} is not the one under which these keys are kept: copy the file of a node that can use them, or see whether --keys names the right database"
    )]
    MasterKeyOther(PathBuf),
    #[error("others than its owner may read the master key {0}: `chmod 600 {0}` ends that")]
    MasterKeyOpen(PathBuf),
    #[error("{0} holds no master key, which is one line of 44 characters in Base64")]
    MasterKeyUnreadable(PathBuf),
    #[error("the master key {0} cannot be read or written")]
    MasterKeyFile(PathBuf, #[source] io::Error),
}

impl KeyDatabaseError {
    /// Whether trying again later may help.
    pub fn is_passing(&self) -> bool {
        matches!(self, KeyDatabaseError::Unreachable { .. })
    }

    /// Whether whoever named the place has to write it otherwise.
    pub fn is_usage(&self) -> bool {
        matches!(self, KeyDatabaseError::Url { .. })
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            KeyDatabaseError::Unreachable { .. } => "shared-keys-unreachable",
            KeyDatabaseError::Refused { .. } | KeyDatabaseError::Url { .. } => {
                "shared-keys-refused"
            }
            KeyDatabaseError::Damaged(_) => "shared-keys-damaged",
            KeyDatabaseError::Newer { .. } => "shared-keys-newer",
            KeyDatabaseError::MasterKeyMissing(_) => "master-key-missing",
            KeyDatabaseError::MasterKeyOther(_) => "master-key-other",
            KeyDatabaseError::MasterKeyOpen(_) => "master-key-open",
            KeyDatabaseError::MasterKeyUnreadable(_) | KeyDatabaseError::MasterKeyFile(..) => {
                "master-key-unreadable"
            }
        }
    }
}

impl From<KeyDatabaseError> for KeyringError {
    fn from(error: KeyDatabaseError) -> KeyringError {
        KeyringError(Box::new(error))
    }
}
