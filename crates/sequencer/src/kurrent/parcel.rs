//! The records of an append, made up into events.

use eventstore::EventData;
use minicbor::bytes::ByteVec;
use rollbook_domain::Position;
use rollbook_records::Envelope;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::event::{Place, Records, hexadecimal};
use super::fault::Fault;
use crate::Batch;

/// Bytes that one append may have with everything that belongs to its events. A cluster takes 1 MiB,
/// unless it was told to take more.
pub(super) const MAX_APPEND_BYTES: usize = 900 << 10;

/// What an event has besides its records, at most: its place, its type, its frame.
const EVENT_BYTES: usize = 512;

/// What a record has in an event besides its bytes, at most.
const RECORD_BYTES: usize = 5;

/// Records that are held in memory at once.
const PIECE: u64 = 1024;

/// What is to be appended, however large it is.
pub(super) struct Parcel {
    /// Its events, where one append takes them all.
    pub whole: Option<Vec<EventData>>,
    /// Of the records, each behind its length in four bytes.
    pub sha256: String,
    /// Of the last record alone.
    pub last: String,
    /// The first one.
    pub unit: Option<Uuid>,
}

/// Records side by side that fit into one event.
#[derive(Default)]
pub(super) struct Stretch {
    pub first: u64,
    pub unit: Option<Uuid>,
    records: Vec<ByteVec>,
    bytes: usize,
}

impl Stretch {
    pub(super) fn at(first: u64, unit: Option<Uuid>) -> Stretch {
        Stretch {
            first,
            unit,
            ..Stretch::default()
        }
    }

    /// How many bytes an event of these records and one more has.
    pub(super) fn bytes_with(&self, record: &[u8]) -> usize {
        EVENT_BYTES + self.bytes + record.len() + RECORD_BYTES
    }

    pub(super) fn push(&mut self, record: Vec<u8>) {
        self.bytes += record.len() + RECORD_BYTES;
        self.records.push(record.into());
    }

    pub(super) fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The position behind it.
    pub(super) fn end(&self) -> u64 {
        self.first + self.records.len() as u64
    }

    /// As an event of a ledger's stream, or of a staging stream. Whatever ends the batch bears what
    /// belongs to all of it.
    pub(super) fn event(self, batch: &Batch<'_>, is_chunk: bool) -> Result<EventData, Fault> {
        let ends = self.end() > batch.last().0;
        let last = self.records.last().map(|record| digest(record));
        let count = self.records.len() as u64;
        let place = Place::new(self.first, count, last, self.unit);
        let records = Records {
            records: self.records,
            checkpoint: batch.checkpoint.filter(|_| ends).map(str::to_owned),
            receipts: batch
                .receipts
                .filter(|_| ends)
                .map(|all| all.to_vec().into()),
        };
        records.event(&place, is_chunk)
    }
}

impl Parcel {
    /// Makes one event of each unit, so that KurrentDB's own tools find it by its id.
    pub(super) fn pack(batch: &Batch<'_>) -> Result<Parcel, Fault> {
        let mut stretches: Option<Vec<Stretch>> = Some(Vec::new());
        let mut bytes = bytes_of_all(batch);
        let (mut sha256, mut last, mut unit) = (Sha256::new(), String::new(), None);
        each(batch, |position, record| {
            sha256.update((record.len() as u32).to_be_bytes());
            sha256.update(&record);
            if position == batch.last() {
                last = digest(&record);
            }
            let own = unit_of(&record);
            unit = unit.or(own);
            let Some(known) = &mut stretches else {
                return Ok(());
            };
            if own.is_some() || known.is_empty() {
                known.push(Stretch::at(position.0, own));
                bytes += EVENT_BYTES;
            }
            bytes += record.len() + RECORD_BYTES;
            if let Some(stretch) = known.last_mut() {
                stretch.push(record);
            }
            if bytes > MAX_APPEND_BYTES {
                stretches = None;
            }
            Ok(())
        })?;
        Ok(Parcel {
            whole: stretches.map(|all| events(all, batch)).transpose()?,
            sha256: hexadecimal(sha256),
            last,
            unit,
        })
    }
}

fn events(stretches: Vec<Stretch>, batch: &Batch<'_>) -> Result<Vec<EventData>, Fault> {
    let event = |stretch: Stretch| stretch.event(batch, false);
    stretches.into_iter().map(event).collect()
}

/// Bytes that belong to a whole batch.
pub(super) fn bytes_of_all(batch: &Batch<'_>) -> usize {
    batch.checkpoint.map_or(0, str::len) + batch.receipts.map_or(0, <[u8]>::len)
}

/// Gives every record of a batch, in order.
pub(super) fn each(
    batch: &Batch<'_>,
    mut give: impl FnMut(Position, Vec<u8>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let (mut next, end) = (batch.first().0, batch.first().0 + batch.count);
    while next < end {
        let limit = PIECE.min(end - next) as usize;
        let piece = (batch.records)(Position(next), limit)?;
        if piece.is_empty() {
            return Err(Fault::Refused(format!(
                "the record at position {next} is not there"
            )));
        }
        for record in piece {
            give(Position(next), record)?;
            next += 1;
        }
    }
    Ok(())
}

/// The unit that begins with a record.
pub(super) fn unit_of(record: &[u8]) -> Option<Uuid> {
    let envelope = Envelope::decode(record).ok()?;
    envelope.unit.map(|unit| unit.id)
}

/// SHA-256 of a record, as events say with which one the log ends.
pub(super) fn digest(record: &[u8]) -> String {
    hexadecimal(Sha256::new_with_prefix(record))
}
