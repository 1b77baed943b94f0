//! Ways in to a double, and records to append.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use chrono::DateTime;
use rollbook_domain::Position;
use rollbook_records::{Body, Channel, Header, Id, KeyId, LedgerOpened, Record, Sealed, Unit};
use rollbook_sequencer::{Appended, Batch, Engine, KurrentLog, KurrentPatience, Shared};
use rollbook_testkit::kurrent::KurrentDouble;
use uuid::Uuid;

/// The ledger's stream.
pub const STREAM: &str = "lakeside";

static NEXT: AtomicU64 = AtomicU64::new(1);

fn next() -> Uuid {
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    Uuid::from_u64_pair(number, u64::from(std::process::id()))
}

/// Short, so that a test which waits for them ends soon.
pub fn quick() -> KurrentPatience {
    KurrentPatience {
        answer: Duration::from_millis(800),
        cluster: Duration::from_secs(10),
        pause: Duration::from_millis(5),
        turn: Duration::from_secs(20),
    }
}

/// Another node's way in.
pub fn log(url: &str, patience: KurrentPatience) -> Arc<KurrentLog> {
    let log = KurrentLog::open(url, next().into_bytes(), patience);
    Arc::new(log.unwrap_or_else(|error| panic!("{error}")))
}

pub fn node(double: &KurrentDouble) -> Arc<KurrentLog> {
    log(&double.url(STREAM), quick())
}

/// A record that begins a unit, with so many sealed bytes.
pub fn record_of(unit: Uuid, sealed: usize) -> Vec<u8> {
    record(
        Header::Own(Unit {
            id: unit,
            at: DateTime::UNIX_EPOCH,
            channel: Channel::Cli,
            actor: KeyId([1; 16]),
            actor_name: Sealed::from_bytes(&vec![7; sealed]),
            reason: None,
        }),
        unit,
    )
}

/// A record of a unit that begins so many records before.
pub fn record_behind(distance: u32) -> Vec<u8> {
    record(Header::Behind(distance), next())
}

fn record(header: Header, ledger: Uuid) -> Vec<u8> {
    Record {
        header,
        account: None,
        institution: None,
        source: None,
        body: Body::LedgerOpened(LedgerOpened {
            ledger: Id(*ledger.as_bytes()),
        }),
    }
    .encode()
}

pub fn records(count: usize) -> Vec<Vec<u8>> {
    (0..count).map(|_| record_of(next(), 64)).collect()
}

/// More than one append takes.
pub fn large() -> Vec<Vec<u8>> {
    (0..2500).map(|_| record_of(next(), 700)).collect()
}

pub fn with_batch<T>(
    expected_head: Option<u64>,
    records: &[Vec<u8>],
    give: impl FnOnce(&Batch<'_>) -> T,
) -> T {
    with_batch_behind(expected_head, None, records, give)
}

/// The same for a node that knows which record stands at the head.
pub fn with_batch_behind<T>(
    expected_head: Option<u64>,
    record_at_head: Option<&[u8]>,
    records: &[Vec<u8>],
    give: impl FnOnce(&Batch<'_>) -> T,
) -> T {
    let first = expected_head.map_or(0, |head| head + 1);
    let pieces = |from: Position, limit: usize| {
        let skipped = (from.0 - first) as usize;
        Ok(records.iter().skip(skipped).take(limit).cloned().collect())
    };
    give(&Batch {
        expected_head: expected_head.map(Position),
        record_at_head,
        count: records.len() as u64,
        records: &pieces,
        checkpoint: Some("signed"),
        receipts: Some(b"receipts"),
    })
}

pub fn append(engine: &dyn Engine, head: Option<u64>, records: &[Vec<u8>]) -> Appended {
    with_batch(head, records, |batch| engine.append(batch))
}

/// As a node appends: tried again until it is known what became of it.
pub fn settle(engine: &Arc<KurrentLog>, head: Option<u64>, records: &[Vec<u8>]) -> Appended {
    let engine: Arc<dyn Engine> = engine.clone();
    let shared = Shared::new(engine).with_pause(Duration::from_millis(1));
    with_batch(head, records, |batch| shared.append_batch(batch))
}

/// The whole log, read by somebody who has never read it.
pub fn all(double: &KurrentDouble) -> Vec<Vec<u8>> {
    read_all(&*node(double))
}

pub fn read_all(engine: &dyn Engine) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    loop {
        let from = Position(all.len() as u64);
        let piece = engine.read(from, 1000).expect("a piece");
        if piece.is_empty() {
            return all;
        }
        all.extend(piece.into_iter().map(|entry| entry.record));
    }
}

#[track_caller]
pub fn committed(appended: &Appended) {
    assert!(matches!(appended, Appended::Committed), "{appended:?}");
}
