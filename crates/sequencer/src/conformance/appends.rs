//! Appending and reading back.

use rollbook_domain::Position;
use rollbook_proofs::MAX_ENTRY_BYTES;

use super::Stage;
use super::records::{append, bytes, everything, record, records, with_batch};
use crate::Appended;

pub fn an_empty_log_has_no_head_and_no_records(stage: &dyn Stage) {
    let engine = stage.enter();
    assert_eq!(engine.head().expect("a head"), None);
    assert_eq!(engine.read(Position(0), 10).expect("none"), []);
    assert_eq!(engine.read(Position(7), 10).expect("none"), []);
}

pub fn records_are_read_back_in_order_with_their_positions(stage: &dyn Stage) {
    let engine = stage.enter();
    let (first, second) = (records(3), records(2));
    assert!(matches!(
        append(&*engine, None, &first),
        Appended::Committed
    ));
    assert_eq!(engine.head().expect("a head"), Some(Position(2)));
    let appended = append(&*engine, Some(Position(2)), &second);
    assert!(matches!(appended, Appended::Committed));
    let other = stage.enter();
    assert_eq!(bytes(&*other), [first, second].concat());
    assert_eq!(other.head().expect("a head"), Some(Position(4)));
}

pub fn reading_begins_anywhere_and_ends_where_the_log_does(stage: &dyn Stage) {
    let engine = stage.enter();
    let all = records(10);
    append(&*engine, None, &all[..4]);
    append(&*engine, Some(Position(3)), &all[4..]);
    for from in 0..12 {
        let read = engine.read(Position(from), 3).expect("a piece");
        let expected: Vec<&Vec<u8>> = all.iter().skip(from as usize).take(read.len()).collect();
        let found: Vec<&Vec<u8>> = read.iter().map(|entry| &entry.record).collect();
        assert_eq!(found, expected);
        assert_eq!(read.is_empty(), from >= 10, "from {from}");
        assert!(read.len() <= 3);
    }
}

pub fn a_checkpoint_stands_at_the_last_record_of_its_append(stage: &dyn Stage) {
    let engine = stage.enter();
    let all = records(5);
    with_batch(None, &all[..3], Some("first\nnote\n"), |batch| {
        assert!(matches!(engine.append(batch), Appended::Committed));
    });
    with_batch(Some(Position(2)), &all[3..], Some("second"), |batch| {
        assert!(matches!(engine.append(batch), Appended::Committed));
    });
    let read = everything(&*stage.enter(), 2);
    let notes: Vec<Option<&str>> = read
        .iter()
        .map(|entry| entry.checkpoint.as_deref())
        .collect();
    // An engine may let go of those before the last one.
    assert!(matches!(
        notes[..],
        [
            None,
            None,
            None | Some("first\nnote\n"),
            None,
            Some("second")
        ]
    ));
}

pub fn an_append_at_another_head_is_a_conflict_and_writes_nothing(stage: &dyn Stage) {
    let engine = stage.enter();
    let kept = records(3);
    append(&*engine, None, &kept);
    for head in [
        None,
        Some(Position(0)),
        Some(Position(1)),
        Some(Position(3)),
        Some(Position(99)),
    ] {
        for count in [1, 3, 5] {
            let appended = append(&*engine, head, &records(count));
            assert!(
                matches!(appended, Appended::Conflict),
                "at {head:?}: {appended:?}"
            );
        }
    }
    assert_eq!(bytes(&*engine), kept);
    let next = records(1);
    let appended = append(&*stage.enter(), Some(Position(2)), &next);
    assert!(matches!(appended, Appended::Committed));
}

/// Engines have limits of 1 to 16 MiB an append: nobody who imports a file should know.
pub fn an_append_may_be_larger_than_an_engine_takes_at_once(stage: &dyn Stage) {
    let engine = stage.enter();
    let opened = records(1);
    append(&*engine, None, &opened);
    let many: Vec<Vec<u8>> = (0..6000).map(|_| record(700)).collect();
    let appended = append(&*engine, Some(Position(0)), &many);
    assert!(matches!(appended, Appended::Committed), "{appended:?}");
    let behind = records(2);
    append(&*engine, Some(Position(6000)), &behind);
    let read = bytes(&*stage.enter());
    assert!(
        read == [opened, many, behind].concat(),
        "not what was appended"
    );
    let middle = engine.read(Position(3000), 2).expect("a piece");
    assert_eq!(middle[0].position, Position(3000));
    assert_eq!(middle[0].record, read[3000]);
}

pub fn a_record_may_be_as_long_as_records_may_be(stage: &dyn Stage) {
    let engine = stage.enter();
    let frame = record(60_000).len() - 60_000;
    let longest: Vec<Vec<u8>> = (0..20).map(|_| record(MAX_ENTRY_BYTES - frame)).collect();
    assert!(longest.iter().all(|record| record.len() == MAX_ENTRY_BYTES));
    let appended = append(&*engine, None, &longest);
    assert!(matches!(appended, Appended::Committed), "{appended:?}");
    assert!(bytes(&*engine) == longest, "not what was appended");
}

/// An engine may know it again, or call it a conflict: the log has it once.
pub fn the_same_append_tried_again_is_there_once(stage: &dyn Stage) {
    let engine = stage.enter();
    let first = records(2);
    append(&*engine, None, &first);
    let second = records(700);
    append(&*engine, Some(Position(1)), &second);
    for _ in 0..3 {
        let again = append(&*stage.enter(), Some(Position(1)), &second);
        let is_known = matches!(again, Appended::Committed | Appended::Conflict);
        assert!(is_known, "{again:?}");
    }
    assert!(bytes(&*engine) == [first, second].concat(), "there twice");
}
