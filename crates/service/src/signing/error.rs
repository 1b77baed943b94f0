//! What can be wrong with the signing key, and what to do.

use std::io;
use std::path::PathBuf;

use rollbook_domain::Position;

use crate::Kind;

/// Why no checkpoint can be signed, so that nothing can be recorded either.
#[derive(Debug, thiserror::Error)]
pub enum SigningKeyError {
    #[error("the log has not been signed yet: the first command that records something signs it")]
    NoneYet,
    #[error(
        "others than its owner may read or write the signing key {}: run `chmod 600` on it, and `rollbook log key rotate` afterwards if somebody may have copied it", .0.display()
    )]
    TooOpen(PathBuf),
    #[error(
        "the signing key {} is missing, and the ledger has signed with it since position {since}: put it back; only if it is lost for good, `rollbook log key rotate --lost` makes another", .path.display()
    )]
    Missing { path: PathBuf, since: Position },
    #[error(
        "the keyring that the nodes share has no signing key that belongs to the one which the ledger has signed with since position {since}: put back the keyring's database; only if the key is lost for good, `rollbook log key rotate --lost` makes another"
    )]
    NotShared { since: Position },
    #[error(
        "{} is not the key that the ledger has signed with since position {since}: put that one back; only if it is lost for good, move this file away and make another with `rollbook log key rotate --lost`", .path.display()
    )]
    Other { path: PathBuf, since: Position },
    #[error(
        "{} is the signing key of another ledger, {name}: move it away, or name another file by the setting signing_key", .path.display()
    )]
    OfAnotherLedger { path: PathBuf, name: String },
    #[error("{} holds no signing key: put it back from where you keep a copy", .0.display())]
    Malformed(PathBuf),
    #[error("the signing key {} cannot be used: see that its directory is there and can be written", .0.display())]
    File(PathBuf, #[source] io::Error),
    #[error("the signing key {} is there, so it is not lost: leave --lost out", .0.display())]
    NotLost(PathBuf),
    #[error(
        "the stored log of {0} records is not what was signed last, so nothing is signed on top of it: run `rollbook verify`, which tells what was changed, and put back a copy of the data directory that it finds whole"
    )]
    NotAsSigned(u64),
    #[error(
        "the book names no signing key, but there are checkpoints or a key of this ledger, so somebody changed the book: run `rollbook verify`, which tells what was changed, and put back a copy of the data directory that it finds whole"
    )]
    AdoptionLost,
    #[error(
        "{} holds another key: move it away first, because a new key would take its place", .0.display()
    )]
    InTheWay(PathBuf),
}

impl SigningKeyError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            SigningKeyError::NoneYet => "log-unsigned",
            SigningKeyError::TooOpen(_) => "signing-key-open",
            SigningKeyError::Missing { .. } | SigningKeyError::NotShared { .. } => {
                "signing-key-missing"
            }
            SigningKeyError::Other { .. } | SigningKeyError::OfAnotherLedger { .. } => {
                "signing-key-other"
            }
            SigningKeyError::NotAsSigned(_) | SigningKeyError::AdoptionLost => "log-not-as-signed",
            SigningKeyError::Malformed(_) | SigningKeyError::File(..) => "signing-key-unreadable",
            SigningKeyError::NotLost(_) | SigningKeyError::InTheWay(_) => "signing-key-there",
        }
    }

    /// What it means for whoever asked.
    pub fn kind(&self) -> Kind {
        match self {
            SigningKeyError::NotLost(_) | SigningKeyError::InTheWay(_) => Kind::Refused,
            SigningKeyError::NoneYet => Kind::NotFound,
            _ => Kind::Fault,
        }
    }
}
