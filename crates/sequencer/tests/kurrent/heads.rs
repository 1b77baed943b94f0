//! The record behind which an append goes.

use rollbook_domain::Position;
use rollbook_sequencer::{Appended, Engine, EngineError};
use rollbook_testkit::kurrent::KurrentDouble;

use crate::support::*;

fn append_behind(engine: &dyn Engine, record_at_head: &[u8], records: &[Vec<u8>]) -> Appended {
    with_batch_behind(Some(1), Some(record_at_head), records, |batch| {
        engine.append(batch)
    })
}

/// A log that lost what was acknowledged and went on is as long as before.
#[test]
fn nothing_is_put_behind_another_record_than_a_node_has() {
    let double = KurrentDouble::start(1);
    let log = records(2);
    committed(&append(&*node(&double), None, &log));
    let forked = append_behind(&*node(&double), &log[0], &records(1));
    let is_told = matches!(forked, Appended::Failed(EngineError::Forked(Position(1))));
    assert!(is_told, "{forked:?}");
    assert_eq!(all(&double), log);
    committed(&append_behind(&*node(&double), &log[1], &records(1)));
}

/// Turns and batches have no record of their own, and stand between.
#[test]
fn the_record_at_the_head_is_known_behind_turns_and_batches() {
    let double = KurrentDouble::start(1);
    let writer = node(&double);
    let batch = large();
    committed(&append(&*writer, None, &batch));
    drop(writer.take_turn().expect("a turn"));
    let (head, last) = (batch.len() as u64 - 1, batch.last());
    let next = records(1);
    for (record, is_same) in [(batch.first(), false), (last, true)] {
        let record = record.map(Vec::as_slice);
        let appended = with_batch_behind(Some(head), record, &next, |batch| {
            node(&double).append(batch)
        });
        assert_eq!(
            matches!(appended, Appended::Committed),
            is_same,
            "{appended:?}"
        );
    }
}
