//! The port behind which the keys are kept: apart from log and views, so that destroying a key
//! makes every copy of what it sealed unreadable (R42, R43).

use zeroize::Zeroizing;

/// Thirty-two secret bytes that are wiped from memory when dropped.
pub type Key = Zeroizing<[u8; 32]>;

/// Names a key: the id of the account, class, admin, actor or plan that it belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct KeyId(pub [u8; 16]);

impl KeyId {
    /// The ledger's root key, from which [`RootKeys`] are derived.
    pub const LEDGER: KeyId = KeyId([0; 16]);
}

/// The keyring's store failed; nothing is said about what it holds.
#[derive(Debug, thiserror::Error)]
#[error("the keyring cannot be used: {0}")]
pub struct KeyringError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// Where keys are kept. Every change is durable when the call returns.
pub trait Keyring: Send + Sync {
    /// The key, unless it was destroyed or never made.
    fn key(&self, id: KeyId) -> Result<Option<Key>, KeyringError>;

    /// The same for many ids, which ascend; in their order.
    fn keys(&self, ids: &[KeyId]) -> Result<Vec<Option<Key>>, KeyringError>;

    /// Keeps new keys; all or none.
    fn create(&self, keys: &[(KeyId, Key)]) -> Result<(), KeyringError>;

    /// Destroys keys for good; one that is not there is no error.
    fn destroy(&self, ids: &[KeyId]) -> Result<(), KeyringError>;

    /// All keys, in the order of their ids: for whoever opens everything.
    fn all(&self) -> Result<Vec<(KeyId, Key)>, KeyringError>;

    /// Every id that has a key, for the check that each belongs to something.
    fn ids(&self) -> Result<Vec<KeyId>, KeyringError>;
}

/// Where the keys are that sign checkpoints (R64), for ledgers that several nodes share: each node signs
/// what it appends. Every change is durable when the call returns.
pub trait SigningKeys: Send + Sync {
    /// The secret half (an Ed25519 seed) of a public key, unless it was replaced or never kept.
    fn signing_key(&self, public_key: &[u8; 32]) -> Result<Option<Key>, KeyringError>;

    /// Keeps one more; that it is kept already is no error.
    fn keep_signing_key(&self, public_key: &[u8; 32], seed: &Key) -> Result<(), KeyringError>;

    /// Forgets for good all but one, which has replaced them.
    fn forget_signing_keys_but(&self, public_key: &[u8; 32]) -> Result<(), KeyringError>;
}

/// What one node at a time may do.
pub trait Leases: Send + Sync {
    /// Whether this node may, until it loses its connection or ends: so it asks each time.
    fn try_lease(&self, name: &str) -> Result<bool, KeyringError>;
}

/// The keyring of a ledger that several nodes share.
pub trait SharedKeyring: Keyring + SigningKeys + Leases {
    /// Keys that were made more than 31 days ago. No node has a plan or a command under way that is so
    /// old: what belongs to nothing in the log by then belongs to nothing.
    fn old_ids(&self) -> Result<Vec<KeyId>, KeyringError>;
}

/// The secrets of the whole ledger, all derived from its root key.
#[derive(Clone)]
pub struct RootKeys {
    /// Seals what belongs to no single person: names of institutions and groups, batch reasons.
    pub seal: Key,
    /// Blinds identities ([`crate::Blinding`]).
    pub blind: Key,
}

impl RootKeys {
    /// From the key kept under [`KeyId::LEDGER`].
    pub fn derive(root: &Key) -> RootKeys {
        RootKeys {
            seal: Zeroizing::new(blake3::derive_key("rollbook 2026 ledger seal", &root[..])),
            blind: Zeroizing::new(blake3::derive_key(
                "rollbook 2026 blind identity",
                &root[..],
            )),
        }
    }
}
