//! Batches of made-up records: an engine does not look into them.

use std::time::Duration;

use rollbook_domain::Position;
use rollbook_sequencer::{Appended, Batch, Engine, Entry, PostgresLog, Turn};

/// Long enough for two processors that others use as well.
pub const PATIENCE: Duration = Duration::from_secs(30);

pub fn open(url: &str) -> PostgresLog {
    PostgresLog::open(url).expect("a log")
}

/// So many records whose bytes say whose they are and what number they have.
pub fn records(whose: &str, count: usize) -> Vec<Vec<u8>> {
    let record = |number| format!("{whose}, record {number}").into_bytes();
    (0..count).map(record).collect()
}

/// Calls with a batch of these records, to be put behind an entry.
fn with_batch<T>(
    behind: Option<&Entry>,
    records: &[Vec<u8>],
    receipts: Option<&[u8]>,
    call: impl FnOnce(&Batch<'_>) -> T,
) -> T {
    let first = behind.map_or(0, |entry| entry.position.0 + 1);
    let pieces = |from: Position, limit: usize| {
        let start = (from.0 - first) as usize;
        let end = records.len().min(start + limit);
        Ok(records[start..end].to_vec())
    };
    let checkpoint = format!("of size {}", first + records.len() as u64);
    call(&Batch {
        expected_head: behind.map(|entry| entry.position),
        record_at_head: behind.map(|entry| entry.record.as_slice()),
        count: records.len() as u64,
        records: &pieces,
        checkpoint: Some(&checkpoint),
        receipts,
    })
}

pub fn append(engine: &dyn Engine, behind: Option<&Entry>, records: &[Vec<u8>]) -> Appended {
    with_batch(behind, records, None, |batch| engine.append(batch))
}

pub fn append_with_receipts(log: &dyn Engine, records: &[Vec<u8>], receipts: Option<&[u8]>) {
    let behind = last(log);
    let appended = with_batch(behind.as_ref(), records, receipts, |batch| {
        log.append(batch)
    });
    assert!(matches!(appended, Appended::Committed), "{appended:?}");
}

pub fn append_in_turn(
    turn: Box<dyn Turn + '_>,
    behind: Option<&Entry>,
    records: &[Vec<u8>],
) -> Appended {
    with_batch(behind, records, None, |batch| turn.append(batch))
}

/// Appends behind whatever is there, again where others are first; tells where the first record is.
pub fn append_somewhere(engine: &dyn Engine, records: &[Vec<u8>]) -> Position {
    loop {
        let last = last(engine);
        match append(engine, last.as_ref(), records) {
            Appended::Committed => {
                return Position(last.map_or(0, |entry| entry.position.0 + 1));
            }
            Appended::Conflict => {}
            other => panic!("{other:?}"),
        }
    }
}

/// The last record of the log.
pub fn last(engine: &dyn Engine) -> Option<Entry> {
    let head = engine.head().expect("a head")?;
    engine.read(head, 1).expect("the last record").pop()
}

/// The whole log.
pub fn all(engine: &dyn Engine) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    loop {
        let next = Position(entries.len() as u64);
        let piece = engine.read(next, usize::MAX).expect("records");
        if piece.is_empty() {
            return entries;
        }
        entries.extend(piece);
    }
}
