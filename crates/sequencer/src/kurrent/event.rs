//! What this engine writes: the form of its events.

use bytes::Bytes;
use eventstore::{EventData, RecordedEvent};
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::fault::Fault;

/// Of the form. Raised when an older program could not read it.
const VERSION: u32 = 1;

const RECORDS_APPENDED: &str = "RecordsAppended";
const BATCH_CHUNK: &str = "BatchChunk";
const BATCH_COMMITTED: &str = "BatchCommitted";
const TURN_TAKEN: &str = "TurnTaken";
const TURN_RELEASED: &str = "TurnReleased";

/// An event of this engine: where it stands in the log, and what it holds.
pub(super) struct Event {
    pub revision: u64,
    pub place: Place,
    pub content: Content,
}

/// The custom metadata of each event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    version: u32,
    /// The position of its first record, or of the next one to come where it holds none.
    pub first: u64,
    /// Records that it holds, or that its chunks do.
    pub count: u64,
    /// SHA-256 of the record with which the log ends behind it; none where it has no record yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<String>,
    /// The unit, by the name under which KurrentDB's own tools group events.
    #[serde(rename = "$correlationId", skip_serializing_if = "Option::is_none")]
    correlation: Option<Uuid>,
    /// The unit again: its first record bears the same id, and caused the others.
    #[serde(rename = "$causationId", skip_serializing_if = "Option::is_none")]
    causation: Option<Uuid>,
}

/// What the metadata of every form has.
#[derive(Deserialize)]
struct Form {
    version: u32,
}

impl Place {
    pub(super) fn new(first: u64, count: u64, last: Option<String>, unit: Option<Uuid>) -> Place {
        Place {
            version: VERSION,
            first,
            count,
            last,
            correlation: unit,
            causation: unit,
        }
    }

    /// The position behind it.
    pub(super) fn end(&self) -> u64 {
        self.first.saturating_add(self.count)
    }
}

pub(super) enum Content {
    Records(Records),
    Batch(BatchCommitted),
    TurnTaken(TurnTaken),
    TurnReleased,
}

/// Records side by side, in CBOR.
#[derive(Encode, Decode)]
#[cbor(map)]
pub(super) struct Records {
    #[n(0)]
    pub records: Vec<ByteVec>,
    /// At the end of an append, as what follows.
    #[n(1)]
    pub checkpoint: Option<String>,
    #[n(2)]
    pub receipts: Option<ByteVec>,
}

/// Makes the records in a staging stream the log's next ones.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct BatchCommitted {
    pub stream: String,
    pub chunks: u64,
    pub count: u64,
    /// Of the records, each behind its length in four bytes.
    pub sha256: String,
}

/// From here on the others wait for the node, until it appended, gave back, or its time is over.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct TurnTaken {
    pub process: Uuid,
    /// From when the event is seen: no two clocks need agree.
    pub milliseconds: u64,
}

impl Records {
    /// As an event of the ledger's stream, or of a staging stream.
    pub(super) fn event(&self, place: &Place, is_chunk: bool) -> Result<EventData, Fault> {
        let kind = match is_chunk {
            true => BATCH_CHUNK,
            false => RECORDS_APPENDED,
        };
        let data = minicbor::to_vec(self).map_err(unwritable)?;
        with(
            EventData::binary(kind, Bytes::from(data)),
            self.id(place),
            place,
        )
    }

    /// The same for the same records at the same position, so that an attempt is known again.
    fn id(&self, place: &Place) -> Uuid {
        let mut digest = Sha256::new_with_prefix(place.first.to_be_bytes());
        for record in &self.records {
            digest.update((record.len() as u64).to_be_bytes());
            digest.update(&**record);
        }
        uuid_of(digest)
    }
}

impl BatchCommitted {
    pub(super) fn event(&self, place: &Place) -> Result<EventData, Fault> {
        let event = EventData::json(BATCH_COMMITTED, self).map_err(unwritable)?;
        with(event, id_of(&[BATCH_COMMITTED, &self.stream]), place)
    }
}

impl TurnTaken {
    /// At a revision, which it can be taken at once.
    pub(super) fn event(&self, place: &Place, revision: u64) -> Result<EventData, Fault> {
        let event = EventData::json(TURN_TAKEN, self).map_err(unwritable)?;
        let id = id_of(&[TURN_TAKEN, &self.process.to_string(), &revision.to_string()]);
        with(event, id, place)
    }

    /// What ends it before its time.
    pub(super) fn released(&self, place: &Place, revision: u64) -> Result<EventData, Fault> {
        let event = EventData::json(TURN_RELEASED, self).map_err(unwritable)?;
        let id = id_of(&[
            TURN_RELEASED,
            &self.process.to_string(),
            &revision.to_string(),
        ]);
        with(event, id, place)
    }
}

/// An id that follows from what it names.
pub(super) fn id_of(parts: &[&str]) -> Uuid {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    uuid_of(digest)
}

fn uuid_of(digest: Sha256) -> Uuid {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest.finalize()[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// SHA-256 in the digits that people and JSON read.
pub(super) fn hexadecimal(digest: Sha256) -> String {
    let digest = digest.finalize();
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn with(event: EventData, id: Uuid, place: &Place) -> Result<EventData, Fault> {
    event.id(id).metadata_as_json(place).map_err(unwritable)
}

fn unwritable(error: impl std::fmt::Display) -> Fault {
    Fault::Refused(format!("an event cannot be written down: {error}"))
}

impl Event {
    /// Reads what this engine wrote.
    ///
    /// # Errors
    /// [`Fault::Damaged`] for what it cannot have written.
    pub(super) fn read(event: &RecordedEvent) -> Result<Event, Fault> {
        let damaged = |why: &str| {
            Fault::Damaged(format!(
                "the event {} at revision {} {why}",
                event.event_type, event.revision
            ))
        };
        // A newer form need have nothing else that this program knows.
        if let Ok(Form { version: found }) = serde_json::from_slice(&event.custom_metadata)
            && found > VERSION
        {
            let known = VERSION;
            return Err(Fault::Newer { found, known });
        }
        let place: Place = serde_json::from_slice(&event.custom_metadata)
            .map_err(|_| damaged("does not say where it stands in the log"))?;
        let content = content(event).ok_or_else(|| damaged("is none of a ledger's log"))?;
        if let Content::Records(records) = &content
            && (records.records.len() as u64 != place.count || records.id(&place) != event.id)
        {
            return Err(damaged("does not hold what it was named by"));
        }
        Ok(Event {
            revision: event.revision,
            place,
            content,
        })
    }
}

fn content(event: &RecordedEvent) -> Option<Content> {
    let json = |event: &RecordedEvent| serde_json::from_slice(&event.data).ok();
    match event.event_type.as_str() {
        RECORDS_APPENDED | BATCH_CHUNK => minicbor::decode(&event.data).ok().map(Content::Records),
        BATCH_COMMITTED => serde_json::from_slice(&event.data).ok().map(Content::Batch),
        TURN_TAKEN => json(event).map(Content::TurnTaken),
        TURN_RELEASED => Some(Content::TurnReleased),
        _ => None,
    }
}
