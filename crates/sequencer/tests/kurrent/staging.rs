//! Batches that are larger than an append.

use std::time::Duration;

use rollbook_domain::Position;
use rollbook_sequencer::{Appended, Engine, EngineError};
use rollbook_testkit::kurrent::{AppendFault, How, KurrentDouble};

use crate::support::*;

const DAYS: Duration = Duration::from_secs(3 * 24 * 60 * 60);

fn staging_streams(double: &KurrentDouble) -> Vec<String> {
    let mut streams = double.streams();
    streams.retain(|stream| stream.starts_with("rollbook-batch-"));
    streams
}

#[test]
fn one_event_commits_what_a_stream_of_its_own_holds_for_ever() {
    let double = KurrentDouble::start(1);
    let (node, batch) = (node(&double), large());
    committed(&append(&*node, None, &batch));
    let events = double.events(STREAM);
    let [event] = &events[..] else {
        panic!("{events:?}");
    };
    assert_eq!(event.kind, "BatchCommitted");
    assert_eq!(event.metadata("count").as_deref(), Some("2500"));
    let [stream] = &staging_streams(&double)[..] else {
        panic!("{:?}", double.streams());
    };
    let chunks = double.events(stream);
    assert!(chunks.len() > 1 && chunks.iter().all(|chunk| chunk.kind == "BatchChunk"));
    double.advance(DAYS);
    assert!(all(&double) == batch, "it has expired");
    let last = node.read(Position(2499), 1).expect("the last record");
    assert_eq!(last[0].checkpoint.as_deref(), Some("signed"));
    assert_eq!(last[0].receipts.as_deref(), Some(&b"receipts"[..]));
}

#[test]
fn an_answer_may_be_lost_at_every_step_of_a_large_append() {
    let steps = [
        ("$$rollbook-batch-", 0),
        ("rollbook-batch-", 0),
        ("rollbook-batch-", 1),
        ("$$rollbook-batch-", 1),
        (STREAM, 0),
    ];
    let batch = large();
    for (stream, skipped) in steps {
        for is_stored in [false, true] {
            let double = KurrentDouble::start(3);
            for _ in 0..skipped {
                let well = AppendFault {
                    is_stored: true,
                    how: How::Ended,
                };
                double.fail_append(stream, well);
            }
            let torn = AppendFault {
                is_stored,
                how: How::Torn,
            };
            double.fail_append(stream, torn);
            committed(&settle(&node(&double), None, &batch));
            assert_eq!(double.faults_left(stream), 0);
            double.advance(DAYS);
            assert!(all(&double) == batch, "{stream} {skipped} {is_stored}");
            assert_eq!(staging_streams(&double).len(), 1);
        }
    }
}

#[test]
fn what_was_staged_by_halves_expires_and_is_not_the_logs() {
    let double = KurrentDouble::start(1);
    let mut patience = quick();
    patience.cluster = Duration::from_millis(100);
    let node = log(&double.url(STREAM), patience);
    let well = AppendFault {
        is_stored: true,
        how: How::Ended,
    };
    double.fail_append("rollbook-batch-", well);
    for _ in 0..50 {
        let unavailable = AppendFault {
            is_stored: false,
            how: How::Unavailable,
        };
        double.fail_append("rollbook-batch-", unavailable);
    }
    let failed = append(&*node, None, &large());
    assert!(
        matches!(failed, Appended::Failed(EngineError::Unreachable { .. })),
        "{failed:?}"
    );
    assert_eq!(node.head().expect("a head"), None);
    let abandoned = staging_streams(&double);
    assert_eq!(double.events(&abandoned[0]).len(), 1);
    double.advance(DAYS);
    assert!(double.events(&abandoned[0]).is_empty(), "it stays for ever");
}

#[test]
fn a_large_append_that_lost_the_race_expires() {
    let double = KurrentDouble::start(1);
    let slow = node(&double);
    committed(&append(&*slow, None, &records(1)));
    committed(&append(&*node(&double), Some(0), &records(1)));
    let appended = append(&*slow, Some(0), &large());
    assert!(matches!(appended, Appended::Conflict), "{appended:?}");
    let [staged] = &staging_streams(&double)[..] else {
        panic!("it was not staged: {:?}", double.streams());
    };
    assert!(!double.events(staged).is_empty());
    double.advance(DAYS);
    assert!(double.events(staged).is_empty(), "it stays for ever");
    assert_eq!(all(&double).len(), 2);
}

/// Nobody can read them: better told than skipped.
#[test]
fn a_committed_batch_whose_records_are_gone_is_damaged() {
    let double = KurrentDouble::start(1);
    committed(&append(&*node(&double), None, &large()));
    let staged = staging_streams(&double).remove(0);
    double.write(&format!("$${staged}"), "$metadata", "", r#"{"$maxAge":1}"#);
    double.advance(DAYS);
    let read = node(&double).read(Position(0), 10);
    assert!(matches!(read, Err(EngineError::Damaged(_))), "{read:?}");
}
