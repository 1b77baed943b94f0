//! The name of a plan that is not stored: a digest of what it would do. Two plans of the same name
//! do the same, so a yes to one is no yes to another (R14, R61).

use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::vault::Vault;

/// Everything that is written has a length of its own, or says it first: nothing runs together.
#[derive(Default)]
pub(crate) struct PlanDigest(Sha256);

impl PlanDigest {
    pub(crate) fn number(&mut self, number: u64) {
        self.0.update(number.to_be_bytes());
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.0.update(bytes);
    }

    pub(crate) fn text(&mut self, text: Option<&str>) {
        self.number(u64::from(text.is_some()));
        self.bytes(text.unwrap_or_default().as_bytes());
    }

    /// The plan's id, a UUID of version 8. It is keyed: it tells nothing about texts that it covers.
    pub(crate) fn plan_id(self, vault: &Vault) -> Uuid {
        let hash = vault.blinding.secret(&self.0.finalize());
        uuid::Builder::from_custom_bytes(hash).into_uuid()
    }
}
