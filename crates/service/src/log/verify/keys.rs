//! By which keys a log may be signed: those that it adopted itself, as far as one key leads to them
//! that does not come from the log.

use rollbook_book::{Reads, Untrusted};
use rollbook_domain::Position;
use rollbook_proofs::VerifyingKey;
use rollbook_records::{Body, Record, SigningKeyAdopted};

use crate::answers;
use crate::answers::LogFault;
use crate::signing::is_endorsed;

/// A record that adopts a key.
pub(super) struct Adoption {
    position: u64,
    event: SigningKeyAdopted,
}

/// A key that the log adopted.
pub(super) struct AdoptedKey {
    pub(super) position: u64,
    pub(super) key: VerifyingKey,
    endorsement: Option<[u8; 64]>,
}

impl Adoption {
    /// The key of the log of this name; `None` where its bytes are no key.
    pub(super) fn key(&self, origin: &str) -> Option<AdoptedKey> {
        Some(AdoptedKey {
            position: self.position,
            key: VerifyingKey::new(origin, &self.event.public_key).ok()?,
            endorsement: self.event.endorsement,
        })
    }
}

/// The keys as the log's records have them. Where they stand the view tells, and a row that does not
/// fit its record is a fault; if one was taken out, the log is signed by a key that is not among these.
pub(super) fn adoptions(
    reads: &Reads<'_>,
    rows: &[Untrusted<[u8; 32]>],
) -> (Vec<Adoption>, Vec<LogFault>) {
    let (mut adoptions, mut faults) = (Vec::new(), Vec::new());
    for row in rows {
        let position = u64::try_from(row.number).ok();
        let adoption = position.and_then(|position| adoption(reads, position));
        let recorded = adoption.as_ref().map(|adoption| adoption.event.public_key);
        if recorded.is_none() || recorded != row.content {
            let message = format!(
                "the table of signing keys does not fit the record at position {}: one of the two was changed",
                row.number
            );
            faults.push(fault(position, "key-differs", message));
        }
        adoptions.extend(adoption);
    }
    (adoptions, faults)
}

fn adoption(reads: &Reads<'_>, position: u64) -> Option<Adoption> {
    let bytes = reads.bytes(Position(position)).ok()??;
    match Record::decode(&bytes).ok()?.body {
        Body::SigningKeyAdopted(event) => Some(Adoption { position, event }),
        _ => None,
    }
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
        [before, next] if !is_endorsed(&before.key, &next.key, next.endorsement) => Some(next),
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

/// A finding of ours.
pub(super) fn fault(position: Option<u64>, kind: &str, message: String) -> answers::LogFault {
    LogFault {
        position,
        kind: kind.to_owned(),
        message,
    }
}
