//! Whose fault it is that records of the shared log could not be applied: whoever changed them, where they
//! are not those that were signed, or else ours.

use rollbook_book::Writer;
use rollbook_domain::Position;
use rollbook_proofs::{Checkpoint, VerifyingKey, leaf_hash};
use rollbook_records::{Body, Record};
use rollbook_sequencer::{Entry, Sequencer};
use uuid::Uuid;

use super::{FollowError, PIECE};
use crate::Error;
use crate::signing::{adopted_key, origin, origin_of};

/// What is to be told instead of an error in the middle of a stretch: its records are looked at as the
/// bytes that they are, and held against the checkpoint behind them.
///
/// # Errors
/// Where that cannot be done either.
pub(super) fn blame(
    error: Error,
    book: &mut Writer,
    sequencer: &dyn Sequencer,
) -> Result<Error, Error> {
    let is_of_records = matches!(
        error,
        Error::Book(_) | Error::Open(_) | Error::Follow(FollowError::Newer(_))
    );
    if !is_of_records {
        return Ok(error);
    }
    let transaction = book.begin()?;
    let reads = transaction.reads_as_written();
    let mut edge = transaction.edge();
    let mut signers = Signers {
        keys: adopted_key(&reads)?.into_iter().collect(),
        origin: origin(&reads).ok(),
    };
    // Of the last checkpoint: behind it, nothing is signed.
    let began = edge.size();
    let mut signed = began;
    loop {
        let next = Position(edge.size());
        let entries = sequencer.read(next, PIECE)?;
        if entries.is_empty() && signed == edge.size() {
            return Ok(error);
        }
        if entries.is_empty() {
            return Ok(not_as_signed(edge.size()));
        }
        for entry in entries {
            edge.append(leaf_hash(&entry.record));
            signers.learn(&entry);
            let Some(note) = &entry.checkpoint else {
                continue;
            };
            let opened = Checkpoint::open(note, &signers.keys);
            if !opened.is_ok_and(|tree| (tree.size, tree.root) == (edge.size(), edge.root())) {
                return Ok(not_as_signed(edge.size()));
            }
            signed = edge.size();
        }
        // What failed is no further on: as much is taken over at once.
        if signed > began {
            return Ok(error);
        }
    }
}

fn not_as_signed(size: u64) -> Error {
    FollowError::NotAsSigned(Position(size.saturating_sub(1))).into()
}

/// Who may have signed, by what the log says of itself.
struct Signers {
    keys: Vec<VerifyingKey>,
    /// Unknown until the log's first record.
    origin: Option<String>,
}

impl Signers {
    fn learn(&mut self, entry: &Entry) {
        let Ok(record) = Record::decode(&entry.record) else {
            return;
        };
        match (record.body, &self.origin) {
            (Body::LedgerOpened(event), None) => {
                self.origin = Some(origin_of(Uuid::from_bytes(event.ledger.0)));
            }
            (Body::SigningKeyAdopted(event), Some(origin)) => {
                let key = VerifyingKey::new(origin, &event.public_key);
                self.keys.extend(key.ok());
            }
            _ => {}
        }
    }
}
