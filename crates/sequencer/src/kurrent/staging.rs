//! Batches that are larger than an append: their records wait in a stream of their own, and one event
//! in the ledger's stream makes them all the log's.

use eventstore::EventData;
use serde_json::{Value, json};

use super::Log;
use super::event::{BatchCommitted, Place, id_of};
use super::fault::Fault;
use super::parcel::{MAX_APPEND_BYTES, Parcel, Stretch, bytes_of_all, each, unit_of};
use crate::Batch;

/// How long a staging stream stays that no ledger's stream names, in seconds.
const ABANDONED: u64 = 24 * 60 * 60;

/// Whether a staging stream expires, in the order in which that changes: it does while it is filled,
/// must not once it may be committed, and does again where it was not.
#[derive(Clone, Copy)]
enum Expiry {
    WhileFilled = 0,
    Never = 1,
    AsNotCommitted = 2,
}

/// A batch whose records are staged.
pub(super) struct Staged {
    pub stream: String,
    pub event: EventData,
}

impl Log {
    /// Writes the records into a stream of their own. Done again it is the same stream, with the same
    /// events, each of which the cluster knows again.
    pub(super) fn stage(&self, batch: &Batch<'_>, parcel: &Parcel) -> Result<Staged, Fault> {
        let first = batch.first().0;
        let id = id_of(&[&self.stream, &first.to_string(), &parcel.sha256]);
        let stream = format!("rollbook-batch-{id}");
        // A committed batch that expired would be lost, so this is settled before it is committed: a crash
        // leaves a stream that nobody reads, never a batch that nobody can.
        self.surely_set(&stream, Expiry::WhileFilled)?;
        let chunks = self.fill(batch, &stream)?;
        self.surely_set(&stream, Expiry::Never)?;
        let committed = BatchCommitted {
            stream: stream.clone(),
            chunks,
            count: batch.count,
            sha256: parcel.sha256.clone(),
        };
        let last = Some(parcel.last.clone());
        let place = Place::new(first, batch.count, last, parcel.unit);
        Ok(Staged {
            event: committed.event(&place)?,
            stream,
        })
    }

    /// Lets a staged batch expire that certainly is not committed, and never will be.
    pub(super) fn abandon(&self, staged: &Staged) {
        if let Err(fault) = self.set_expiry(&staged.stream, Expiry::AsNotCommitted) {
            tracing::warn!(
                stream = staged.stream,
                ?fault,
                "nobody will read this stream"
            );
        }
    }

    /// Returns how many chunks there are.
    fn fill(&self, batch: &Batch<'_>, stream: &str) -> Result<u64, Fault> {
        let (mut chunks, mut unit) = (0, None);
        let room = MAX_APPEND_BYTES.saturating_sub(bytes_of_all(batch));
        let mut stretch = Stretch::at(batch.first().0, None);
        each(batch, |position, record| {
            if !stretch.is_empty() && stretch.bytes_with(&record) > room {
                let full = std::mem::take(&mut stretch).event(batch, true)?;
                self.put_chunk(stream, chunks, full)?;
                chunks += 1;
                stretch = Stretch::at(position.0, unit);
            }
            unit = unit_of(&record).or(unit);
            if stretch.is_empty() {
                stretch.unit = unit;
            }
            stretch.push(record);
            Ok(())
        })?;
        self.put_chunk(stream, chunks, stretch.event(batch, true)?)?;
        Ok(chunks + 1)
    }

    fn put_chunk(&self, stream: &str, number: u64, event: EventData) -> Result<(), Fault> {
        let expected = number.checked_sub(1);
        self.insist(|| self.connection.put(stream, expected, vec![event.clone()]))
            .map(drop)
            .map_err(|fault| beside_the_log(fault, stream))
    }

    fn surely_set(&self, stream: &str, expiry: Expiry) -> Result<(), Fault> {
        self.insist(|| self.set_expiry(stream, expiry))
            .map_err(|fault| beside_the_log(fault, stream))
    }

    /// Written by hand, because the client writes milliseconds where the cluster reads seconds.
    fn set_expiry(&self, stream: &str, expiry: Expiry) -> Result<(), Fault> {
        let metadata: Value = match expiry {
            Expiry::Never => json!({}),
            Expiry::WhileFilled | Expiry::AsNotCommitted => json!({ "$maxAge": ABANDONED }),
        };
        let step = expiry as u64;
        let event = EventData::json("$metadata", &metadata)
            .map_err(|error| Fault::Refused(error.to_string()))?
            .id(id_of(&["expiry", stream, &step.to_string()]));
        let expected = step.checked_sub(1);
        let metastream = format!("$${stream}");
        self.connection
            .put(&metastream, expected, vec![event])
            .map(drop)
    }
}

/// Nothing of this touches the ledger's stream, so the append has certainly not been written.
fn beside_the_log(fault: Fault, stream: &str) -> Fault {
    match fault {
        Fault::Elsewhere => Fault::Damaged(format!(
            "the stream {stream} holds something else than a batch that was tried before"
        )),
        fault => fault.without_effect(),
    }
}
