//! C2SP signed notes (c2sp.org/signed-note): a text, a blank line, and lines that sign the text.

use crate::key::{SigningKey, VerifyingKey, check_name};
use crate::text::{base64, parse_base64};

/// What a signature line begins with: an em dash and a space.
const DASH: &str = "\u{2014} ";
/// More signatures than anybody has use for are refused, so that a note cannot keep a reader busy.
pub const MAX_SIGNATURES: usize = 100;

/// A note that cannot be signed or is not to be believed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NoteError {
    /// The text cannot be signed.
    #[error("a note's text must end with a newline and have no other control characters")]
    Text,
    /// There is no blank line with signatures behind it.
    #[error("the note is not signed: a blank line and a line with a signature must end it")]
    Unsigned,
    /// A line behind the last blank one is no signature.
    #[error("line {line} of the note is no signature: it must be `\u{2014} NAME BASE64`")]
    SignatureLine {
        /// The line, counted from 1.
        line: usize,
    },
    /// There are more than [`MAX_SIGNATURES`].
    #[error("the note has more than {MAX_SIGNATURES} signatures")]
    TooManySignatures,
    /// A known key's signature does not fit the text.
    #[error("the signature of `{name}` does not fit the note: its text or signature was changed")]
    Forged {
        /// The key's name.
        name: String,
    },
    /// No known key has signed.
    #[error("the note is not signed by {expected}, but by {found}")]
    UnknownSigner {
        /// The known keys, as `name+id`.
        expected: String,
        /// The keys that the note names, as `name+id`.
        found: String,
    },
}

/// A note that a known key has signed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note<'note, 'keys> {
    /// The signed text, which ends with a newline.
    pub text: &'note str,
    /// The known keys that signed it, at least one, in the note's order.
    pub signed_by: Vec<&'keys VerifyingKey>,
}

/// The signed note of a text: lines that end with a newline, without other control characters.
pub fn sign(text: &str, key: &SigningKey) -> Result<String, NoteError> {
    if !text.ends_with('\n') || has_control_characters(text) {
        return Err(NoteError::Text);
    }
    let name = key.verifying_key().name();
    let id = key.verifying_key().id().to_be_bytes();
    let signature = [id.as_slice(), &key.signature(text.as_bytes())].concat();
    Ok(format!("{text}\n{DASH}{name} {}\n", base64(signature)))
}

/// The text of a signed note, if one of these keys at least has signed it.
///
/// Signatures of unknown keys say nothing and are passed over; one of a known key that
/// does not fit is an error, whoever else has signed.
pub fn open<'note, 'keys>(
    note: &'note str,
    keys: &'keys [VerifyingKey],
) -> Result<Note<'note, 'keys>, NoteError> {
    if has_control_characters(note) {
        return Err(NoteError::Text);
    }
    let (text, signatures) = parts(note)?;
    let mut signed_by = Vec::new();
    for signature in &signatures {
        let known = keys.iter().find(|key| signature.names(key));
        let Some(key) = known.filter(|key| !signed_by.contains(key)) else {
            continue;
        };
        if !signature.is_over(text, key) {
            let name = key.name().to_owned();
            return Err(NoteError::Forged { name });
        }
        signed_by.push(key);
    }
    if signed_by.is_empty() {
        let expected = list(keys.iter().map(|key| (key.name(), key.id())));
        let found = list(signatures.iter().map(|line| (line.name, line.id)));
        return Err(NoteError::UnknownSigner { expected, found });
    }
    Ok(Note { text, signed_by })
}

struct SignatureLine<'a> {
    name: &'a str,
    id: u32,
    signature: Vec<u8>,
}

impl SignatureLine<'_> {
    fn parse(line: &str) -> Option<SignatureLine<'_>> {
        let (name, encoded) = line.strip_prefix(DASH)?.split_once(' ')?;
        check_name(name).ok()?;
        let bytes = parse_base64(encoded)?;
        let (id, signature) = bytes.split_first_chunk()?;
        let (id, signature) = (u32::from_be_bytes(*id), signature.to_vec());
        (!signature.is_empty()).then_some(SignatureLine {
            name,
            id,
            signature,
        })
    }

    fn names(&self, key: &VerifyingKey) -> bool {
        (self.name, self.id) == (key.name(), key.id())
    }

    fn is_over(&self, text: &str, key: &VerifyingKey) -> bool {
        let signature = self.signature.as_slice().try_into();
        signature.is_ok_and(|signature| key.has_signed(text.as_bytes(), signature))
    }
}

/// The text, and the signature lines behind the last blank line.
fn parts(note: &str) -> Result<(&str, Vec<SignatureLine<'_>>), NoteError> {
    let text_ends = note.rfind("\n\n").ok_or(NoteError::Unsigned)? + 1;
    let (text, signatures) = note.split_at(text_ends);
    let signatures = signatures.strip_prefix('\n').unwrap_or(signatures);
    let signatures = signatures.strip_suffix('\n').ok_or(NoteError::Unsigned)?;
    if signatures.split('\n').count() > MAX_SIGNATURES {
        return Err(NoteError::TooManySignatures);
    }
    let first = text.split('\n').count() + 1;
    let lines = (first..).zip(signatures.split('\n'));
    let lines = lines.map(|(line, signature)| {
        SignatureLine::parse(signature).ok_or(NoteError::SignatureLine { line })
    });
    Ok((text, lines.collect::<Result<_, _>>()?))
}

fn has_control_characters(text: &str) -> bool {
    text.bytes().any(|byte| byte < b' ' && byte != b'\n')
}

fn list<'a>(keys: impl Iterator<Item = (&'a str, u32)>) -> String {
    let names: Vec<_> = keys
        .map(|(name, id)| format!("`{name}+{id:08x}`"))
        .collect();
    if names.is_empty() {
        return "any known key, because none was given".to_owned();
    }
    names.join(" or ")
}
