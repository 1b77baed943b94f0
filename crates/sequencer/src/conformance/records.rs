//! Records that are like no others, and how tests hand them to an engine.

use std::sync::atomic::{AtomicU64, Ordering};

use chrono::DateTime;
use rollbook_domain::Position;
use rollbook_records::{Body, Channel, Header, Id, KeyId, LedgerOpened, Record, Sealed, Unit};
use uuid::Uuid;

use crate::{Appended, Batch, Engine, Entry, Turn};

/// Bytes of a record beside the text that it seals, at least.
const FRAME: usize = 64;

static NEXT: AtomicU64 = AtomicU64::new(1);

/// A record that no other is equal to, with so many sealed bytes.
pub(super) fn record(sealed: usize) -> Vec<u8> {
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let id = Uuid::from_u64_pair(number, u64::from(std::process::id()));
    Record {
        header: Header::Own(Unit {
            id,
            at: DateTime::UNIX_EPOCH,
            channel: Channel::Cli,
            actor: KeyId([1; 16]),
            actor_name: Sealed::from_bytes(&vec![7; sealed]),
            reason: None,
        }),
        account: None,
        institution: None,
        source: None,
        body: Body::LedgerOpened(LedgerOpened {
            ledger: Id(*id.as_bytes()),
        }),
    }
    .encode()
}

/// As many small ones as asked for.
pub(super) fn records(count: usize) -> Vec<Vec<u8>> {
    (0..count).map(|_| record(FRAME)).collect()
}

/// What hands records in pieces to an engine, once or by a turn.
pub(super) fn with_batch<T>(
    expected_head: Option<Position>,
    records: &[Vec<u8>],
    checkpoint: Option<&str>,
    give: impl FnOnce(&Batch<'_>) -> T,
) -> T {
    let first = expected_head.map_or(0, |head| head.0 + 1);
    let pieces = |from: Position, limit: usize| {
        let skipped = from.0.saturating_sub(first) as usize;
        Ok(records.iter().skip(skipped).take(limit).cloned().collect())
    };
    give(&Batch {
        expected_head,
        // Whoever does not know it relies on the position alone.
        record_at_head: None,
        count: records.len() as u64,
        records: &pieces,
        checkpoint,
        receipts: checkpoint.map(str::as_bytes),
    })
}

pub(super) fn append(
    engine: &dyn Engine,
    expected_head: Option<Position>,
    records: &[Vec<u8>],
) -> Appended {
    with_batch(expected_head, records, None, |batch| engine.append(batch))
}

pub(super) fn append_by(
    turn: Box<dyn Turn + '_>,
    expected_head: Option<Position>,
    records: &[Vec<u8>],
) -> Appended {
    with_batch(expected_head, records, None, |batch| turn.append(batch))
}

/// Appends behind whatever is there, trying again where others were first.
pub(super) fn append_somewhere(engine: &dyn Engine, records: &[Vec<u8>]) {
    for _ in 0..10_000 {
        let head = engine.head().expect("a head");
        match append(engine, head, records) {
            Appended::Committed => return,
            Appended::Conflict => {}
            other => panic!("neither committed nor a conflict: {other:?}"),
        }
    }
    panic!("lost to others ten thousand times");
}

/// The whole log, read in pieces of at most `limit`.
pub(super) fn everything(engine: &dyn Engine, limit: usize) -> Vec<Entry> {
    everything_from(engine, 0, limit)
}

fn everything_from(engine: &dyn Engine, first: u64, limit: usize) -> Vec<Entry> {
    let mut all = Vec::<Entry>::new();
    loop {
        let next = Position(first + all.len() as u64);
        let piece = engine.read(next, limit).expect("a piece");
        assert!(piece.len() <= limit, "more than were asked for");
        if piece.is_empty() {
            return all;
        }
        for (entry, place) in piece.into_iter().zip(next.0..) {
            assert_eq!(entry.position.0, place, "a gap, or one twice");
            all.push(entry);
        }
    }
}

/// Only the bytes of the whole log.
pub(super) fn bytes(engine: &dyn Engine) -> Vec<Vec<u8>> {
    bytes_from(engine, 0)
}

/// The bytes of the log from a position on.
pub(super) fn bytes_from(engine: &dyn Engine, first: u64) -> Vec<Vec<u8>> {
    let all = everything_from(engine, first, 1000);
    all.into_iter().map(|entry| entry.record).collect()
}

/// Whether these records stand in the log side by side, and nowhere else.
pub(super) fn stands_once(log: &[Vec<u8>], records: &[Vec<u8>]) -> bool {
    let first = &records[0];
    let places: Vec<usize> = (0..log.len())
        .filter(|place| log[*place] == *first)
        .collect();
    matches!(places[..], [place] if log.get(place..place + records.len()) == Some(records))
}
