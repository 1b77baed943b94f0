//! What stands against a certificate.

use rollbook_proofs::ProofError;
use rollbook_proofs::note::NoteError;

use crate::Kind;

/// Why a deletion is not certified, or a certificate does not hold.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CertificateError {
    #[error("the account is not deleted, so there is nothing to certify")]
    NotDeleted,
    #[error(
        "this is no certificate as it was given out: a signed text, a line `record …` and a proof, each behind a blank line, and nothing else"
    )]
    Format,
    #[error("the text is not the one that was signed: {0}")]
    Text(NoteError),
    #[error("the record is not proven to be in the log: {0}")]
    Proof(ProofError),
    #[error("the text names another {0} than the record and its proof")]
    Contradiction(&'static str),
    #[error("the record is not that of a deletion")]
    Record,
    #[error(
        "it is signed by the key {signer}, and the signing key here is {here}: if that one was replaced since, give the key that you rely on with --key (`rollbook log key show` lists all of them)"
    )]
    OtherKey { signer: String, here: String },
}

impl CertificateError {
    /// The stable code; in a verification, the kind of the fault.
    pub fn code(&self) -> &'static str {
        match self {
            CertificateError::NotDeleted => "not-deleted",
            CertificateError::Format => "certificate-malformed",
            CertificateError::Text(_) => "certificate-text-changed",
            CertificateError::Proof(_) => "certificate-not-proven",
            CertificateError::Contradiction(_) => "certificate-contradicts",
            CertificateError::Record => "certificate-of-no-deletion",
            CertificateError::OtherKey { .. } => "certificate-of-other-key",
        }
    }

    pub(crate) fn kind(&self) -> Kind {
        match self {
            CertificateError::NotDeleted => Kind::Refused,
            _ => Kind::Invalid,
        }
    }
}
