//! Keys are sealed under the master key, each for its place and no other.

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use rollbook_records::{Key, KeyId};
use zeroize::Zeroizing;

use crate::postgres::fault::Fault;

/// A number that is used once.
pub(in super::super) type Once = [u8; NONCE_LEN];

/// Seals keys.
pub(in super::super) struct Master(Key);

/// What is kept, so that a sealed key cannot be passed off as another's.
#[derive(Clone, Copy)]
pub(in super::super) enum Kept<'a> {
    /// By which the master key is known.
    Check,
    /// The key of a person, or of whatever else has one.
    Own(KeyId),
    /// The secret half of this public key.
    Signing(&'a [u8; 32]),
}

impl Kept<'_> {
    fn name(self) -> Vec<u8> {
        match self {
            Kept::Check => b"check".to_vec(),
            Kept::Own(id) => [b"key ".as_slice(), &id.0].concat(),
            Kept::Signing(public_key) => [b"signing key ".as_slice(), public_key].concat(),
        }
    }
}

impl Master {
    pub(in super::super) fn new(key: Key) -> Master {
        Master(key)
    }

    /// The nonce, the sealed key, a tag.
    pub(in super::super) fn wrap(&self, kept: Kept<'_>, nonce: Once, key: &[u8; 32]) -> Vec<u8> {
        let mut wrapped = [nonce.as_slice(), key].concat();
        let tag = self.cipher().seal_in_place_separate_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(kept.name()),
            &mut wrapped[NONCE_LEN..],
        );
        // `ring` refuses only inputs beyond 2^36 bytes.
        if let Ok(tag) = tag {
            wrapped.extend_from_slice(tag.as_ref());
        }
        wrapped
    }

    /// `None` where it was sealed under another key or for another place, or was changed.
    pub(in super::super) fn unwrap(&self, kept: Kept<'_>, wrapped: &[u8]) -> Option<Key> {
        let (nonce, sealed) = wrapped.split_first_chunk::<NONCE_LEN>()?;
        let mut buffer = Zeroizing::new(sealed.to_vec());
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let opened = self
            .cipher()
            .open_in_place(nonce, Aad::from(kept.name()), &mut buffer)
            .ok()?;
        opened.try_into().ok().map(Zeroizing::new)
    }

    fn cipher(&self) -> LessSafeKey {
        let key = UnboundKey::new(&AES_256_GCM, &self.0[..]);
        LessSafeKey::new(key.expect("a key of 32 bytes, which is what AES-256 takes"))
    }
}

/// So many, drawn by chance at once.
pub(in super::super) fn nonces(count: usize) -> Result<Vec<Once>, Fault> {
    let mut bytes = vec![0; count * NONCE_LEN];
    fill(&mut bytes)?;
    let (nonces, _) = bytes.as_chunks::<NONCE_LEN>();
    Ok(nonces.to_vec())
}

/// Random bytes from the machine.
pub(in super::super) fn fill(bytes: &mut [u8]) -> Result<(), Fault> {
    SystemRandom::new()
        .fill(bytes)
        .map_err(|_| Fault::Refused("this machine has no random bytes to give".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_opens_only_in_its_own_place_and_under_its_own_master_key() {
        let master = Master::new(Zeroizing::new([1; 32]));
        let own = Kept::Own(KeyId([2; 16]));
        let wrapped = master.wrap(own, [3; NONCE_LEN], &[4; 32]);
        let opened = master.unwrap(own, &wrapped).expect("its own key");
        assert_eq!(*opened, [4; 32]);
        let public_key = [2; 32];
        for other in [
            Kept::Own(KeyId([5; 16])),
            Kept::Signing(&public_key),
            Kept::Check,
        ] {
            assert!(master.unwrap(other, &wrapped).is_none());
        }
        let another = Master::new(Zeroizing::new([6; 32]));
        assert!(another.unwrap(own, &wrapped).is_none());
        for place in 0..wrapped.len() {
            let mut changed = wrapped.clone();
            changed[place] ^= 1;
            assert!(master.unwrap(own, &changed).is_none());
        }
        assert!(master.unwrap(own, &wrapped[..10]).is_none());
    }

    #[test]
    fn nonces_differ() {
        let mut nonces = nonces(1000).expect("chance");
        nonces.sort_unstable();
        nonces.dedup();
        assert_eq!(nonces.len(), 1000);
    }
}
