//! The Ed25519 keys of C2SP signed notes, in the texts that Go's note package uses.

use std::fmt;
use std::str::FromStr;

use ed25519_dalek::{Signature, Signer};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::text::{base64, parse_base64};

/// Marks an Ed25519 key, in a key's text and in its id.
const ED25519: u8 = 1;
/// What a private key's text begins with.
const PRIVATE: &str = "PRIVATE+KEY+";
/// What an endorsement begins with; no text of a checkpoint or note of ours does.
const ENDORSEMENT: &str = "rollbook signing key";

/// A key that cannot be read or made. No message shows any of a private key's text.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum KeyError {
    /// The name cannot stand in a signed note.
    #[error(
        "a signing key's name is needed and has neither spaces nor `+`, unlike `{}`",
        .0.escape_debug()
    )]
    Name(String),
    /// The text is no verifying key.
    #[error("the verifying key is not of the form NAME+ID+KEY; give it as the log prints it")]
    Verifying,
    /// The text is no private key.
    #[error("the private key is not of the form PRIVATE+KEY+NAME+ID+KEY; restore it from a backup")]
    Private,
    /// The key is not an Ed25519 key.
    #[error("the key `{name}` is not an Ed25519 key, the only kind that is known here")]
    Kind {
        /// The key's name.
        name: String,
    },
    /// The id does not follow from name and key.
    #[error(
        "the key `{name}` says its id is {found:08x}, but name and key give {expected:08x}; it was changed or is incomplete"
    )]
    Id {
        /// The key's name.
        name: String,
        /// The id that it says.
        found: u32,
        /// The id that follows from name and key.
        expected: u32,
    },
}

/// A public key and its name, which together check a log's signatures (R64). Its text is
/// `name+id+base64`, the form that Go's note package and every C2SP verifier reads.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifyingKey {
    name: String,
    id: u32,
    key: ed25519_dalek::VerifyingKey,
}

impl VerifyingKey {
    /// The key of these 32 bytes (RFC 8032), under a name without spaces and `+`.
    pub fn new(name: &str, public_key: &[u8; 32]) -> Result<VerifyingKey, KeyError> {
        check_name(name)?;
        let key = ed25519_dalek::VerifyingKey::from_bytes(public_key);
        let key = key.map_err(|_| KeyError::Kind {
            name: name.to_owned(),
        })?;
        Ok(VerifyingKey {
            name: name.to_owned(),
            id: key_id(name, public_key),
            key,
        })
    }

    /// The key's name: for a log's own key, the log's origin.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first four bytes of a hash over name and key; signatures name their key by it.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// The 32 bytes of the key (RFC 8032).
    pub fn public_key(&self) -> [u8; 32] {
        self.key.to_bytes()
    }

    /// Whether the log of this key has endorsed a successor; see [`SigningKey::endorse`].
    pub fn has_endorsed(&self, successor: &[u8; 32], endorsement: &[u8; 64]) -> bool {
        self.has_signed(endorsed(&self.name, successor).as_bytes(), endorsement)
    }

    /// Whether a signature is this key's over exactly these bytes.
    pub(crate) fn has_signed(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        let signature = Signature::from_bytes(signature);
        self.key.verify_strict(message, &signature).is_ok()
    }
}

impl fmt::Display for VerifyingKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let VerifyingKey { name, id, key } = self;
        write!(
            formatter,
            "{name}+{id:08x}+{}",
            base64(marked(key.as_bytes()))
        )
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "VerifyingKey({self})")
    }
}

impl FromStr for VerifyingKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<VerifyingKey, KeyError> {
        let parts = KeyText::parse(text).ok_or(KeyError::Verifying)?;
        let key = VerifyingKey::new(parts.name, parts.ed25519()?)?;
        parts.check_id(key.id)?;
        Ok(key)
    }
}

/// A log's private key. It is wiped from memory when it is dropped, and is never shown but by
/// [`SigningKey::to_text`].
pub struct SigningKey {
    verifying: VerifyingKey,
    key: ed25519_dalek::SigningKey,
}

impl SigningKey {
    /// The key that these 32 secret random bytes make, under a name without spaces and `+`.
    pub fn new(name: &str, seed: &[u8; 32]) -> Result<SigningKey, KeyError> {
        let key = ed25519_dalek::SigningKey::from_bytes(seed);
        let verifying = VerifyingKey::new(name, key.verifying_key().as_bytes())?;
        Ok(SigningKey { verifying, key })
    }

    /// The public half.
    pub fn verifying_key(&self) -> &VerifyingKey {
        &self.verifying
    }

    /// The secret bytes that the key was made of, for a keyring.
    pub fn seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.key.to_bytes())
    }

    /// The text `PRIVATE+KEY+name+id+base64` of Go's note package: the secret itself, for the
    /// key's own file and nothing else.
    pub fn to_text(&self) -> Zeroizing<String> {
        let VerifyingKey { name, id, .. } = &self.verifying;
        let secret = Zeroizing::new(marked(&Zeroizing::new(self.key.to_bytes())));
        let secret = Zeroizing::new(base64(secret.as_slice()));
        Zeroizing::new(format!("{PRIVATE}{name}+{id:08x}+{}", secret.as_str()))
    }

    /// Hands the log on to a successor's public key: this key's signature over three lines, the words
    /// "rollbook signing key", the log's name, and the new key in base64, each ended by a newline.
    pub fn endorse(&self, successor: &[u8; 32]) -> [u8; 64] {
        self.signature(endorsed(self.verifying.name(), successor).as_bytes())
    }

    pub(crate) fn signature(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "SigningKey({}, its secret is not shown)",
            self.verifying
        )
    }
}

impl FromStr for SigningKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<SigningKey, KeyError> {
        let text = text.strip_prefix(PRIVATE).ok_or(KeyError::Private)?;
        let parts = KeyText::parse(text).ok_or(KeyError::Private)?;
        let key = SigningKey::new(parts.name, parts.ed25519()?)?;
        parts.check_id(key.verifying.id)?;
        Ok(key)
    }
}

/// `name+id+base64`, of a public or a private key; wiped, because it may be the latter.
struct KeyText<'a> {
    name: &'a str,
    id: u32,
    bytes: Zeroizing<Vec<u8>>,
}

impl KeyText<'_> {
    fn parse(text: &str) -> Option<KeyText<'_>> {
        let mut parts = text.splitn(3, '+');
        let (name, id, key) = (parts.next()?, parts.next()?, parts.next()?);
        let hexadecimal = id.bytes().all(|byte| byte.is_ascii_hexdigit());
        if id.len() != 8 || !hexadecimal {
            return None;
        }
        let id = u32::from_str_radix(id, 16).ok()?;
        let bytes = Zeroizing::new(parse_base64(key)?);
        Some(KeyText { name, id, bytes })
    }

    fn ed25519(&self) -> Result<&[u8; 32], KeyError> {
        let key = match self.bytes.split_first() {
            Some((&ED25519, key)) => key.try_into().ok(),
            _ => None,
        };
        key.ok_or_else(|| KeyError::Kind {
            name: self.name.to_owned(),
        })
    }

    fn check_id(&self, expected: u32) -> Result<(), KeyError> {
        if self.id == expected {
            return Ok(());
        }
        let (name, found) = (self.name.to_owned(), self.id);
        Err(KeyError::Id {
            name,
            found,
            expected,
        })
    }
}

/// Whether a name can stand in a signature line and in a key's text.
pub(crate) fn check_name(name: &str) -> Result<(), KeyError> {
    let unfit = |character: char| character == '+' || character.is_whitespace() || character < ' ';
    if name.is_empty() || name.contains(unfit) {
        return Err(KeyError::Name(name.to_owned()));
    }
    Ok(())
}

fn key_id(name: &str, public_key: &[u8; 32]) -> u32 {
    let mut hasher = Sha256::new();
    hasher.update(name);
    hasher.update([b'\n', ED25519]);
    hasher.update(public_key);
    let [a, b, c, d, ..]: [u8; 32] = hasher.finalize().into();
    u32::from_be_bytes([a, b, c, d])
}

fn marked(key: &[u8; 32]) -> [u8; 33] {
    let mut bytes = [ED25519; 33];
    bytes[1..].copy_from_slice(key);
    bytes
}

fn endorsed(name: &str, successor: &[u8; 32]) -> String {
    format!("{ENDORSEMENT}\n{name}\n{}\n", base64(successor))
}

#[cfg(test)]
mod tests {
    use super::*;

    // The keys of the tests of Go's note package, and the one of Go's checksum database.
    const VERIFYING: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const PRIVATE: &str =
        "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    const CHECKSUM_DATABASE: &str =
        "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";

    #[test]
    fn r64_known_keys_are_read_and_written_as_they_are() -> Result<(), KeyError> {
        for text in [VERIFYING, CHECKSUM_DATABASE] {
            assert_eq!(text.parse::<VerifyingKey>()?.to_string(), text);
        }
        let key: SigningKey = PRIVATE.parse()?;
        assert_eq!(key.to_text().as_str(), PRIVATE);
        assert_eq!(key.verifying_key().to_string(), VERIFYING);
        Ok(())
    }

    #[test]
    fn r64_a_private_key_is_never_shown() -> Result<(), KeyError> {
        let key: SigningKey = PRIVATE.parse()?;
        assert!(!format!("{key:?}").contains("AYEKFALVFGyNhP"), "{key:?}");
        for (at, _) in PRIVATE.char_indices() {
            let mut changed = PRIVATE.to_owned();
            changed.replace_range(at..=at, "~");
            let Err(error) = changed.parse::<SigningKey>() else {
                panic!("{changed} was taken for a key");
            };
            let message = format!("{error} {error:?}");
            assert!(!message.contains("FGyNhPJEMzD1"), "{message}");
        }
        Ok(())
    }

    #[test]
    fn r64_keys_that_are_none_say_what_is_wrong() {
        let verify = |text: &str| text.parse::<VerifyingKey>();
        for text in [
            "",
            "name",
            "a+b",
            "a+c74f20a3",
            "a+c74f20a3+!",
            "a++AA==",
            "a+c74f20a33+AA==",
        ] {
            assert_eq!(verify(text), Err(KeyError::Verifying), "{text}");
        }
        let renamed = VERIFYING.replace("Peter", "peter");
        assert!(matches!(
            verify(&renamed),
            Err(KeyError::Id {
                found: 0xc74f_20a3,
                ..
            })
        ));
        let other_kind = VERIFYING.replace("+AR", "+BB");
        assert!(matches!(verify(&other_kind), Err(KeyError::Kind { .. })));
        for name in ["", "a b", "a+b", "a\u{2003}b", "a\nb"] {
            let key = SigningKey::new(name, &[7; 32]);
            assert!(matches!(key, Err(KeyError::Name(_))), "{name:?}");
        }
    }

    #[test]
    fn r64_a_key_endorses_one_successor_for_one_log() -> Result<(), KeyError> {
        let (old, new) = (
            SigningKey::new("a/log", &[1; 32])?,
            SigningKey::new("a/log", &[2; 32])?,
        );
        let successor = new.verifying_key().public_key();
        let mut endorsement = old.endorse(&successor);
        let old = old.verifying_key();
        assert!(old.has_endorsed(&successor, &endorsement));
        assert!(!old.has_endorsed(&old.public_key(), &endorsement));
        assert!(!new.verifying_key().has_endorsed(&successor, &endorsement));
        let elsewhere = VerifyingKey::new("b/log", &old.public_key())?;
        assert!(!elsewhere.has_endorsed(&successor, &endorsement));
        endorsement[5] ^= 1;
        assert!(!old.has_endorsed(&successor, &endorsement));
        Ok(())
    }
}
