//! The log as strangers check it (R64).

use serde::Serialize;
use utoipa::ToSchema;

/// What the log was at one size, signed by it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Checkpoint {
    /// Records that it covers.
    pub size: u64,
    /// The Merkle tree's root in base64.
    pub root: String,
    /// The checkpoint itself, a C2SP signed note.
    pub note: String,
}

/// A ledger that was copied, and what the copy has now.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct LogCopied {
    /// Records that were copied just now.
    pub copied: u64,
    pub size: u64,
    /// The Merkle tree's root in base64.
    pub root: String,
    /// Of the views that a new node makes of the copy.
    pub digest: String,
}

/// Proof that a record stands in the log.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct InclusionProof {
    pub position: u64,
    /// Records of the tree that it stands in.
    pub size: u64,
    /// The root of that tree in base64.
    pub root: String,
    /// The record as it is stored, in base64: what names anybody in it is sealed.
    pub record: String,
    /// The hash of the record in base64.
    pub leaf: String,
    /// The hashes of the proof in base64, from the leaf to the root (RFC 6962).
    pub hashes: Vec<String>,
    /// The signed checkpoint of that tree.
    pub checkpoint: String,
    /// The same proof as a C2SP tlog-proof.
    pub tlog_proof: String,
}

/// Proof that a log is the beginning of a longer one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct ConsistencyProof {
    /// Records of the shorter one.
    pub from: u64,
    /// Records of the longer one.
    pub to: u64,
    /// The roots of both trees in base64.
    pub from_root: String,
    pub to_root: String,
    /// The hashes of the proof in base64 (RFC 6962).
    pub hashes: Vec<String>,
    /// The signed checkpoint of the longer one.
    pub checkpoint: String,
}

/// A key that signs checkpoints, or did once.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct SigningKey {
    /// Of the event that adopts it; it signs from there to the next one.
    pub position: u64,
    /// The public key as verifiers take it: name, id and key.
    pub key: String,
    /// Whether the key before it signed it. The first one has none before it; a later one without is
    /// one for a key that was lost, which you should have heard of from its operator.
    pub endorsed: bool,
}

/// Every signing key of the log.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct SigningKeys {
    /// The log's name.
    pub origin: String,
    /// The newest first: it signs now.
    pub keys: Vec<SigningKey>,
}

/// What became of a verification.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Verified {
    /// Nothing is wrong.
    pub ok: bool,
    /// Whether anything tells that the log was signed. One of a version that signed nothing is not,
    /// until something is recorded; nothing vouches for it before that.
    pub signed: bool,
    /// Records that the log has.
    pub size: u64,
    /// The root that they give, in base64.
    pub root: String,
    pub faults: Vec<LogFault>,
    /// How many more there are: at most 1000 are told.
    pub more_faults: u64,
    /// Signed checkpoints beside the log, all of which were checked.
    pub checkpoints: u64,
    /// The size of the checkpoint that was given; null where none was.
    pub pinned: Option<u64>,
    /// The public key that the answer rests on; null where the log has none.
    pub key: Option<String>,
    pub key_from: TrustedKey,
}

/// Where a key comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TrustedKey {
    /// From whoever asked.
    Given,
    /// From the file of the signing key.
    File,
    /// From the log itself, so that nothing else vouches for it.
    Log,
    /// From the certificate that was checked, so that nothing else vouches for it.
    #[default]
    Certificate,
}

/// Something in the log that is not as it was signed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct LogFault {
    /// The first record that it concerns; null where that cannot be told.
    pub position: Option<u64>,
    /// Stable.
    pub kind: String,
    /// What was found and what it means.
    pub message: String,
}
