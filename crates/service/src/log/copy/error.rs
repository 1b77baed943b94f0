//! Why a ledger was not copied.

use rollbook_domain::Position;

use crate::Kind;

/// What is wrong with the copy, or with the place for it.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    #[error(
        "the copy is not the original: somebody recorded in one of them meanwhile, so stop them and copy again"
    )]
    Differs,
    #[error(
        "the place to copy to has another record at position {0}, or the original does not go as far: it is another ledger, or has gone on by itself, so nothing was copied; name an empty place"
    )]
    OfAnother(Position),
    #[error("the keyring holds the keys of another ledger: name an empty one")]
    KeysOfAnother,
}

impl CopyError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            CopyError::Differs => "copy-differs",
            CopyError::OfAnother(_) => "shared-log-other",
            CopyError::KeysOfAnother => "keys-of-another-ledger",
        }
    }

    /// What it means for whoever asked.
    pub fn kind(&self) -> Kind {
        match self {
            CopyError::Differs => Kind::Fault,
            CopyError::OfAnother(_) | CopyError::KeysOfAnother => Kind::Invalid,
        }
    }
}
