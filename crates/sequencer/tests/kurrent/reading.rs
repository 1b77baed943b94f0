//! Reads that end too early, and streams that are not a ledger's.

use rollbook_domain::Position;
use rollbook_sequencer::{Engine, EngineError};
use rollbook_testkit::kurrent::{How, KurrentDouble, ReadFault};

use crate::support::*;

/// Thirty appends, as many events.
fn written(double: &KurrentDouble) -> Vec<Vec<u8>> {
    let (node, all) = (node(double), records(60));
    for (number, pair) in all.chunks(2).enumerate() {
        let head = (2 * number as u64).checked_sub(1);
        committed(&append(&*node, head, pair));
    }
    all
}

/// That a read has ended does not mean that the log has.
#[test]
fn a_read_that_ends_early_loses_nothing() {
    for are_ends_told in [true, false] {
        let double = KurrentDouble::start(1);
        double.tell_ends(are_ends_told);
        let log = written(&double);
        for how in [
            How::Ended,
            How::Unavailable,
            How::TimedOut,
            How::Torn,
            How::Silent,
        ] {
            for after in [0, 7] {
                double.fail_read(STREAM, ReadFault { after, how });
                assert_eq!(all(&double), log, "{how:?} after {after}");
                assert_eq!(double.faults_left(STREAM), 0, "{how:?} after {after}");
            }
        }
    }
}

/// The end of the log is the one answer that must not be wrong: an append that was lost is looked up so.
#[test]
fn a_read_that_gave_nothing_is_believed_only_at_the_end() {
    let double = KurrentDouble::start(1);
    let log = written(&double);
    let node = node(&double);
    for _ in 0..3 {
        let ended = ReadFault {
            after: 0,
            how: How::Ended,
        };
        double.fail_read(STREAM, ended);
    }
    let read = node.read(Position(50), 100).expect("asked again");
    let read: Vec<Vec<u8>> = read.into_iter().map(|entry| entry.record).collect();
    assert_eq!(read, log[50..]);
    assert_eq!(node.read(Position(60), 100).expect("the end"), []);
}

#[test]
fn any_position_is_found_among_turns_and_batches() {
    let double = KurrentDouble::start(1);
    let writer = node(&double);
    let mut log = Vec::new();
    for piece in [records(3), large(), records(1), large(), records(5)] {
        drop(writer.take_turn().expect("a turn"));
        let head = (log.len() as u64).checked_sub(1);
        committed(&append(&*writer, head, &piece));
        log.extend(piece);
    }
    drop(writer.take_turn().expect("a turn"));
    let fresh = node(&double);
    for from in (0..log.len())
        .rev()
        .step_by(311)
        .chain([0, 2, 3, 2502, 2503])
    {
        let read = fresh.read(Position(from as u64), 4).expect("a piece");
        assert!(!read.is_empty(), "nothing at {from}");
        for (number, entry) in read.iter().enumerate() {
            assert_eq!(entry.position.0, (from + number) as u64);
            assert!(
                entry.record == log[from + number],
                "another record at {from}"
            );
        }
    }
    assert!(all(&double) == log);
}

#[test]
fn a_log_that_has_lost_its_beginning_is_damaged() {
    let double = KurrentDouble::start(1);
    committed(&append(&*node(&double), None, &records(2)));
    double.advance(std::time::Duration::from_secs(100));
    committed(&append(&*node(&double), Some(1), &records(2)));
    double.write(&format!("$${STREAM}"), "$metadata", "", r#"{"$maxAge":50}"#);
    let read = node(&double).read(Position(0), 10);
    assert!(matches!(read, Err(EngineError::Damaged(_))), "{read:?}");
}

#[test]
fn a_stream_of_others_is_not_taken_for_a_log() {
    let double = KurrentDouble::start(1);
    double.write(STREAM, "OrderPlaced", "", r#"{"order":1}"#);
    for read in [
        node(&double).read(Position(0), 1).map(drop),
        node(&double).head().map(drop),
        node(&double).take_turn().map(drop),
    ] {
        assert!(matches!(read, Err(EngineError::Damaged(_))), "{read:?}");
    }
}

#[test]
fn a_log_of_a_newer_program_is_told_as_such() {
    let double = KurrentDouble::start(1);
    committed(&append(&*node(&double), None, &records(1)));
    let place = r#"{"version":2,"what":"is new"}"#;
    double.write(STREAM, "RecordsSealed", place, "{}");
    let head = node(&double).head();
    assert!(
        matches!(head, Err(EngineError::Newer { found: 2, known: 1 })),
        "{head:?}"
    );
}

/// The bytes of an event are what its id was made of.
#[test]
fn records_that_were_exchanged_are_damaged() {
    let double = KurrentDouble::start(1);
    double.write(
        STREAM,
        "RecordsAppended",
        r#"{"version":1,"first":0,"count":0}"#,
        "\u{0}",
    );
    let read = node(&double).read(Position(0), 1);
    assert!(matches!(read, Err(EngineError::Damaged(_))), "{read:?}");
}
