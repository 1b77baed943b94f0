//! By which keys a log may be signed: those that it adopted itself, as far as one key leads to them
//! that does not come from the log.

use rollbook_book::Reads;
use rollbook_proofs::VerifyingKey;
use rollbook_records::{Body, Record};

use crate::answers::LogFault;
use crate::signing::verifying_key;
use crate::{Error, answers};

/// A key that the log adopted.
pub(super) struct AdoptedKey {
    pub(super) position: u64,
    pub(super) key: VerifyingKey,
    endorsement: Option<[u8; 64]>,
}

/// The keys as the log's records have them. Where they stand the view tells; if that was changed, the
/// log is signed by a key that is not among these.
pub(super) fn adopted(reads: &Reads<'_>, origin: &str) -> Result<Vec<AdoptedKey>, Error> {
    let mut keys = Vec::new();
    for row in reads.signing_keys_if_any()? {
        let Some(bytes) = reads.bytes(row.position)? else {
            continue;
        };
        let Ok(Record {
            body: Body::SigningKeyAdopted(event),
            ..
        }) = Record::decode(&bytes)
        else {
            continue;
        };
        if let Ok(key) = verifying_key(origin, &event.public_key) {
            keys.push(AdoptedKey {
                position: row.position.0,
                key,
                endorsement: event.endorsement,
            });
        }
    }
    Ok(keys)
}

/// What speaks against the log's own keys: `trusted` must be one of them, and each later one must have
/// been endorsed by the one before it.
pub(super) fn judge(keys: &[AdoptedKey], trusted: &VerifyingKey) -> Option<LogFault> {
    let place = keys.iter().position(|adopted| adopted.key == *trusted);
    let Some(place) = place else {
        let last = keys.last().map(|adopted| adopted.position);
        let message = match last {
            Some(last) => format!(
                "the log is not signed by the key {trusted}, but by another that it adopted at position {last}"
            ),
            None => format!("the log is not signed by the key {trusted}: it has adopted none"),
        };
        return Some(fault(last, "key-unknown", message));
    };
    let later = keys[place..].windows(2).find_map(|pair| match pair {
        [before, next] if !is_endorsed(before, next) => Some(next),
        _ => None,
    });
    later.map(|next| {
        let message = format!(
            "the key adopted at position {} is not endorsed by the one before it, which was said to be lost: ask the \
             log's operator whether that is so, and rely on the new key then",
            next.position
        );
        fault(Some(next.position), "key-not-endorsed", message)
    })
}

fn is_endorsed(before: &AdoptedKey, next: &AdoptedKey) -> bool {
    let successor = next.key.public_key();
    next.endorsement
        .is_some_and(|endorsement| before.key.has_endorsed(&successor, &endorsement))
}

/// A finding of ours.
pub(super) fn fault(position: Option<u64>, kind: &str, message: String) -> answers::LogFault {
    LogFault {
        position,
        kind: kind.to_owned(),
        message,
    }
}
