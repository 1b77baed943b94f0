//! Certificates of deletions (R42).

use serde::Serialize;
use utoipa::ToSchema;

use super::{LogFault, TrustedKey};

/// What a deletion destroyed, certified.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Certificate {
    pub account_id: String,
    /// A C2SP signed note that people can read, the record of the deletion, and a C2SP tlog-proof that it
    /// stands in the log.
    pub certificate: String,
}

/// What became of the check of a certificate.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, ToSchema)]
pub struct CertificateVerified {
    /// Every byte is as it was signed, and the deletion stands in the log.
    pub ok: bool,
    /// Records that the log had right behind the deletion; 0 where the certificate does not hold.
    pub size: u64,
    /// The root that they gave, in base64.
    pub root: String,
    /// The account that was deleted.
    pub account_id: Option<String>,
    /// What is certified, line by line.
    pub certified: Vec<String>,
    pub faults: Vec<LogFault>,
    /// The public key that the answer rests on.
    pub key: Option<String>,
    pub key_from: TrustedKey,
}
