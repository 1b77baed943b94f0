//! Streams and what a server does with them.

use std::collections::BTreeMap;
use std::time::Duration;

use prost::bytes::Bytes;
use serde_json::Value;

use super::wire::Expected;

/// An event as a reader finds it.
#[derive(Clone, Debug)]
pub struct StoredEvent {
    pub revision: u64,
    pub id: [u8; 16],
    pub kind: String,
    pub content_type: String,
    pub custom_metadata: Bytes,
    pub data: Bytes,
    /// By the store's own clock.
    pub at: Duration,
}

impl StoredEvent {
    /// One member of its custom metadata, as text.
    pub fn metadata(&self, name: &str) -> Option<String> {
        let all: Value = serde_json::from_slice(&self.custom_metadata).ok()?;
        match all.get(name)? {
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }
}

/// What became of an append: the revision of its last event, or what the stream has instead.
pub(super) enum Written {
    At(u64),
    /// The revision of the stream's last event.
    WrongVersion(Option<u64>),
}

pub(super) struct Store {
    streams: BTreeMap<String, Vec<StoredEvent>>,
    now: Duration,
}

impl Store {
    pub(super) fn new() -> Store {
        Store {
            streams: BTreeMap::new(),
            now: Duration::ZERO,
        }
    }

    pub(super) fn advance(&mut self, time: Duration) {
        self.now += time;
    }

    pub(super) fn streams(&self) -> Vec<String> {
        self.streams.keys().cloned().collect()
    }

    pub(super) fn exists(&self, stream: &str) -> bool {
        self.streams.contains_key(stream)
    }

    /// All or none. What was written before is known again by the ids behind the expected revision.
    pub(super) fn append(
        &mut self,
        stream: &str,
        expected: Expected,
        mut events: Vec<StoredEvent>,
    ) -> Written {
        let now = self.now;
        let kept = self.streams.get(stream).map_or(&[][..], Vec::as_slice);
        let current = kept.len().checked_sub(1).map(|last| last as u64);
        let start = match expected {
            Expected::Revision(revision) => revision as usize + 1,
            Expected::NoStream(()) => 0,
            Expected::Any(()) => kept.len(),
            Expected::StreamExists(()) if kept.is_empty() => return Written::WrongVersion(None),
            Expected::StreamExists(()) => kept.len(),
        };
        if start != kept.len() {
            let end = start + events.len();
            let is_again = kept.get(start..end).is_some_and(|kept| {
                let ids = kept.iter().map(|event| event.id);
                ids.eq(events.iter().map(|event| event.id))
            });
            return match is_again && !events.is_empty() {
                true => Written::At(end as u64 - 1),
                false => Written::WrongVersion(current),
            };
        }
        for (number, event) in events.iter_mut().enumerate() {
            event.revision = (start + number) as u64;
            event.at = now;
        }
        let kept = self.streams.entry(stream.to_owned()).or_default();
        kept.extend(events);
        Written::At(kept.len() as u64 - 1)
    }

    /// One JSON event behind the others.
    pub(super) fn write(&mut self, stream: &str, kind: &str, custom_metadata: &str, data: &str) {
        let kept = self.streams.get(stream).map_or(0, Vec::len);
        let mut id = [0; 16];
        id[8..].copy_from_slice(&(kept as u64).to_be_bytes());
        let event = StoredEvent {
            revision: 0,
            id,
            kind: kind.to_owned(),
            content_type: "application/json".to_owned(),
            custom_metadata: Bytes::copy_from_slice(custom_metadata.as_bytes()),
            data: Bytes::copy_from_slice(data.as_bytes()),
            at: self.now,
        };
        self.append(stream, Expected::Any(()), vec![event]);
    }

    /// Without what has expired. Of a stream's own metadata only the newest counts.
    pub(super) fn visible(&self, stream: &str) -> &[StoredEvent] {
        let events = self.streams.get(stream).map_or(&[][..], Vec::as_slice);
        let gone = match stream.starts_with("$$") {
            true => events.len().saturating_sub(1),
            false => {
                let oldest = self
                    .max_age(stream)
                    .and_then(|age| self.now.checked_sub(age))
                    .unwrap_or_default();
                events.partition_point(|event| event.at < oldest)
            }
        };
        &events[gone..]
    }

    fn max_age(&self, stream: &str) -> Option<Duration> {
        let metadata = self.streams.get(&format!("$${stream}"))?.last()?;
        let metadata: Value = serde_json::from_slice(&metadata.data).ok()?;
        metadata.get("$maxAge")?.as_u64().map(Duration::from_secs)
    }
}
