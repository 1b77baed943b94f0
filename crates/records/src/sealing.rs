//! Sealing: AES-256-GCM under the key of the person, or of the ledger where it is nobody's.

use minicbor::{Decode, Encode};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use rollbook_domain::{Change, Column, Profile};
use zeroize::Zeroizing;

use crate::Key;

/// Ciphertext: a nonce of 12 bytes, the encrypted bytes, a tag of 16.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sealed(Box<[u8]>);

impl Sealed {
    /// As it is stored.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// From stored bytes; whether they open is seen when they are opened.
    pub fn from_bytes(bytes: &[u8]) -> Sealed {
        Sealed(bytes.into())
    }
}

/// The ciphertext was changed, or it was sealed under another key or for another purpose.
#[derive(Debug, thiserror::Error)]
#[error("sealed bytes do not open: they were changed, or their key is another")]
pub struct OpenError;

/// What the bytes are for, so that a ciphertext cannot be passed off as another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Purpose {
    Profile = 1,
    Changes = 2,
    Text = 3,
    /// A piece of an uploaded file.
    Upload = 4,
    Plan = 5,
    Session = 6,
    Activity = 7,
    ClassDetails = 8,
    Exceptions = 9,
}

/// Seals bytes. The nonce must never repeat under one key: pass random ones.
pub fn seal_bytes(key: &Key, purpose: Purpose, nonce: [u8; NONCE_LEN], plain: &[u8]) -> Sealed {
    let mut sealed = Vec::with_capacity(NONCE_LEN + plain.len() + AES_256_GCM.tag_len());
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(plain);
    let tag = cipher(key).seal_in_place_separate_tag(
        Nonce::assume_unique_for_key(nonce),
        Aad::from([purpose as u8]),
        &mut sealed[NONCE_LEN..],
    );
    // `ring` refuses only inputs beyond 2^36 bytes, which no caller can hold.
    if let Ok(tag) = tag {
        sealed.extend_from_slice(tag.as_ref());
    }
    Sealed(sealed.into())
}

/// Opens what [`seal_bytes`] sealed. The plain bytes are wiped when dropped.
pub fn open_bytes(
    key: &Key,
    purpose: Purpose,
    sealed: &Sealed,
) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    let (nonce, rest) = sealed
        .as_bytes()
        .split_first_chunk::<NONCE_LEN>()
        .ok_or(OpenError)?;
    let mut buffer = Zeroizing::new(rest.to_vec());
    let length = cipher(key)
        .open_in_place(
            Nonce::assume_unique_for_key(*nonce),
            Aad::from([purpose as u8]),
            &mut buffer,
        )
        .map_err(|_| OpenError)?
        .len();
    buffer.truncate(length);
    Ok(buffer)
}

fn cipher(key: &Key) -> LessSafeKey {
    // The length is right by the type, so this cannot fail.
    let unbound = UnboundKey::new(&AES_256_GCM, &key[..]);
    LessSafeKey::new(unbound.unwrap_or_else(|_| unreachable!("a key of 32 bytes")))
}

/// Seals a name, a reason or another single text.
pub fn seal_text(key: &Key, nonce: [u8; NONCE_LEN], text: &str) -> Sealed {
    seal_bytes(key, Purpose::Text, nonce, text.as_bytes())
}

/// Opens what [`seal_text`] sealed.
pub fn open_text(key: &Key, sealed: &Sealed) -> Result<String, OpenError> {
    let plain = open_bytes(key, Purpose::Text, sealed)?;
    String::from_utf8(plain.to_vec()).map_err(|_| OpenError)
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct Cell<'a>(#[n(0)] u8, #[b(1)] &'a str);

/// Seals every filled column.
pub fn seal_profile(key: &Key, nonce: [u8; NONCE_LEN], profile: &Profile) -> Sealed {
    let cells: Vec<Cell<'_>> = profile
        .columns()
        .map(|(column, value)| Cell(column as u8, value))
        .collect();
    seal_bytes(key, Purpose::Profile, nonce, &encode(&cells))
}

/// Opens what [`seal_profile`] sealed. Columns of a later version are passed over.
pub fn open_profile(key: &Key, sealed: &Sealed) -> Result<Profile, OpenError> {
    let plain = open_bytes(key, Purpose::Profile, sealed)?;
    let cells: Vec<Cell<'_>> = minicbor::decode(&plain).map_err(|_| OpenError)?;
    let mut profile = Profile::default();
    for Cell(number, value) in cells {
        if let Some(column) = Column::from_number(number) {
            profile.set(column, value);
        }
    }
    Ok(profile)
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct ChangedCell<'a>(#[n(0)] u8, #[b(1)] Option<&'a str>, #[b(2)] Option<&'a str>);

/// Seals the changed columns, old and new (R27).
pub fn seal_changes(key: &Key, nonce: [u8; NONCE_LEN], changes: &[Change]) -> Sealed {
    let cells: Vec<ChangedCell<'_>> = changes
        .iter()
        .map(|change| {
            ChangedCell(
                change.column as u8,
                change.old.as_deref(),
                change.new.as_deref(),
            )
        })
        .collect();
    seal_bytes(key, Purpose::Changes, nonce, &encode(&cells))
}

/// Opens what [`seal_changes`] sealed.
pub fn open_changes(key: &Key, sealed: &Sealed) -> Result<Vec<Change>, OpenError> {
    let plain = open_bytes(key, Purpose::Changes, sealed)?;
    let cells: Vec<ChangedCell<'_>> = minicbor::decode(&plain).map_err(|_| OpenError)?;
    Ok(cells
        .into_iter()
        .filter_map(|ChangedCell(number, old, new)| {
            Some(Change {
                column: Column::from_number(number)?,
                old: old.map(str::to_owned),
                new: new.map(str::to_owned),
            })
        })
        .collect())
}

pub(crate) fn encode<T: Encode<()>>(value: &T) -> Zeroizing<Vec<u8>> {
    let mut plain = Zeroizing::new(Vec::with_capacity(128));
    // Writing to a vector cannot fail.
    let _ = minicbor::encode(value, &mut *plain);
    plain
}
