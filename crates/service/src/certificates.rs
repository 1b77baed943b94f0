//! Certificates of deletions (R42): what was destroyed, when, by whom and at which head of the log, in
//! a text that proves itself without the ledger. See ADR 21.

mod claims;
mod error;
mod file;
mod issue;
mod verify;

pub use error::CertificateError;
pub use verify::CertificateCheck;
