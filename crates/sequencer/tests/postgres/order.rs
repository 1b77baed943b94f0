//! Order, expected heads, whole batches, turns, and waiting.

use std::thread;
use std::time::{Duration, Instant};

use rollbook_domain::Position;
use rollbook_sequencer::{Appended, Engine, EngineError, PostgresLog};
use rollbook_testkit::{PostgresServer, wait_until};

use crate::fixture::{
    PATIENCE, all, append, append_in_turn, append_somewhere, append_with_receipts, last, open,
    records,
};

#[test]
fn records_are_read_back_in_order_with_a_checkpoint_at_the_end_of_each_append() {
    let server = PostgresServer::start();
    let log = open(&server.url());
    assert_eq!(log.head().expect("a head"), None);
    assert_eq!(log.read(Position(0), 10).expect("nothing"), []);
    let (first, second) = (records("first", 2), records("second", 3));
    assert!(matches!(append(&log, None, &first), Appended::Committed));
    let behind = last(&log);
    assert!(matches!(
        append(&log, behind.as_ref(), &second),
        Appended::Committed
    ));
    let entries = all(&open(&server.url()));
    let bytes: Vec<_> = entries.iter().map(|entry| entry.record.clone()).collect();
    assert_eq!(bytes, [first, second].concat());
    let checkpoints: Vec<_> = entries
        .iter()
        .map(|entry| entry.checkpoint.as_deref())
        .collect();
    assert_eq!(
        checkpoints,
        [None, Some("of size 2"), None, None, Some("of size 5")]
    );
    let two = log.read(Position(1), 2).expect("two records");
    let positions: Vec<u64> = two.iter().map(|entry| entry.position.0).collect();
    assert_eq!(positions, [1, 2]);
}

#[test]
fn only_whoever_knows_the_last_record_can_append() {
    let server = PostgresServer::start();
    let log = open(&server.url());
    let first = append_somewhere(&log, &records("first", 1));
    let before = last(&log);
    append_somewhere(&log, &records("second", 1));
    assert_eq!(first, Position(0));
    let late = append(&log, before.as_ref(), &records("late", 1));
    assert!(matches!(late, Appended::Conflict), "{late:?}");
    let empty = append(&log, None, &records("empty", 1));
    assert!(matches!(empty, Appended::Conflict), "{empty:?}");
    // Another record at the head: this log lost what somebody has.
    let mut other = last(&log).expect("a record");
    other.record = b"what was lost".to_vec();
    let forked = append(&log, Some(&other), &records("forked", 1));
    assert!(
        matches!(forked, Appended::Failed(EngineError::Forked(Position(1)))),
        "{forked:?}"
    );
    // Beyond the end: it would leave a gap.
    other.position = Position(7);
    let beyond = append(&log, Some(&other), &records("beyond", 1));
    assert!(matches!(beyond, Appended::Conflict), "{beyond:?}");
    assert_eq!(all(&log).len(), 2);
}

#[test]
fn what_many_threads_append_is_there_exactly_once_and_whole() {
    const THREADS: usize = 6;
    const EACH: usize = 8;
    let server = PostgresServer::start();
    let common = open(&server.url());
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let (common, url) = (&common, server.url());
            scope.spawn(move || {
                let own = open(&url);
                // Some of one node, and some of nodes of their own.
                let log: &dyn Engine = if thread % 2 == 0 { common } else { &own };
                for number in 0..EACH {
                    append_somewhere(log, &records(&format!("{thread}-{number}"), 3));
                }
            });
        }
    });
    let entries = all(&common);
    assert_eq!(entries.len(), THREADS * EACH * 3);
    let mut units: Vec<String> = Vec::new();
    for unit in entries.chunks(3) {
        let texts: Vec<_> = unit
            .iter()
            .map(|entry| String::from_utf8_lossy(&entry.record))
            .collect();
        let (whose, _) = texts[0].split_once(',').expect("whose it is");
        let expected: Vec<_> = records(whose, 3)
            .iter()
            .map(|record| String::from_utf8_lossy(record).into_owned())
            .collect();
        assert_eq!(texts, expected);
        units.push(whose.to_owned());
    }
    units.sort();
    units.dedup();
    assert_eq!(units.len(), THREADS * EACH);
}

#[test]
fn a_batch_of_many_statements_is_one_transaction() {
    const COUNT: usize = 40_000;
    let server = PostgresServer::start();
    let log = open(&server.url());
    append_somewhere(&log, &records("first", 1));
    let batch: Vec<Vec<u8>> = records("batch", COUNT)
        .into_iter()
        .map(|record| [record, vec![7; 280]].concat())
        .collect();
    let behind = last(&log);
    thread::scope(|scope| {
        let watcher = scope.spawn(|| {
            let log = open(&server.url());
            let deadline = Instant::now() + PATIENCE;
            loop {
                let head = log.head().expect("a head").expect("a record");
                if head != Position(0) || Instant::now() > deadline {
                    return head;
                }
            }
        });
        let appended = append(&log, behind.as_ref(), &batch);
        assert!(matches!(appended, Appended::Committed), "{appended:?}");
        let seen = watcher.join().expect("a head");
        assert_eq!(seen, Position(COUNT as u64), "a part of it was seen");
    });
    let entries = all(&log);
    assert_eq!(entries.len(), COUNT + 1);
    let is_same = entries[1..]
        .iter()
        .zip(&batch)
        .all(|(entry, record)| entry.record == *record);
    assert!(is_same);
    let signed = entries.iter().filter(|entry| entry.checkpoint.is_some());
    assert_eq!(signed.count(), 2);
    // What another has put behind the first record is in the way of all of it.
    let late = append(&log, behind.as_ref(), &batch[1..]);
    assert!(matches!(late, Appended::Conflict), "{late:?}");
}

#[test]
fn in_a_turn_others_wait() {
    let server = PostgresServer::start();
    let log = open(&server.url());
    append_somewhere(&log, &records("first", 1));
    let behind = last(&log);
    let turn = log.take_turn().expect("a turn");
    thread::scope(|scope| {
        let other = scope.spawn(|| {
            let other = open(&server.url());
            append(&other, behind.as_ref(), &records("other", 1))
        });
        thread::sleep(Duration::from_millis(300));
        assert!(!other.is_finished(), "another appended in a turn");
        // Whoever reads does not wait.
        assert_eq!(log.head().expect("a head"), Some(Position(0)));
        let own = append_in_turn(turn, behind.as_ref(), &records("own", 2));
        assert!(matches!(own, Appended::Committed), "{own:?}");
        let other = other.join().expect("an outcome");
        assert!(matches!(other, Appended::Conflict), "{other:?}");
    });
    assert_eq!(all(&log).len(), 3);
}

/// The server ends a transaction in which it hears nothing for twice the time of an answer.
#[test]
fn a_turn_lasts_as_long_as_its_node_lives() {
    let server = PostgresServer::start();
    let patience = Duration::from_millis(500);
    let log = PostgresLog::open_with_patience(&server.url(), patience).expect("a log");
    append_somewhere(&log, &records("first", 1));
    let behind = last(&log);
    let turn = log.take_turn().expect("a turn");
    thread::sleep(patience * 5);
    let own = append_in_turn(turn, behind.as_ref(), &records("own", 2));
    assert!(matches!(own, Appended::Committed), "{own:?}");
}

#[test]
fn a_turn_that_is_dropped_is_over_and_has_done_nothing() {
    let server = PostgresServer::start();
    let log = open(&server.url());
    drop(log.take_turn().expect("a turn"));
    append_somewhere(&open(&server.url()), &records("other", 1));
    let turn = log.take_turn().expect("a turn");
    let late = append_in_turn(turn, None, &records("late", 1));
    assert!(matches!(late, Appended::Conflict), "{late:?}");
    append_somewhere(&log, &records("own", 1));
    assert_eq!(all(&log).len(), 2);
}

#[test]
fn a_turn_that_the_server_has_ended_appends_nothing() {
    let server = PostgresServer::start();
    let log = open(&server.url());
    append_somewhere(&log, &records("first", 1));
    let behind = last(&log);
    let turn = log.take_turn().expect("a turn");
    // As the server does by itself to a node that has died.
    server.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle in transaction'",
    );
    let late = append_in_turn(turn, behind.as_ref(), &records("late", 2));
    assert!(
        matches!(late, Appended::Failed(EngineError::Unreachable { .. })),
        "{late:?}"
    );
    append_somewhere(&log, &records("second", 1));
    assert_eq!(all(&log).len(), 2);
}

#[test]
fn receipts_stand_at_the_last_record_of_their_append_for_a_day() {
    let server = PostgresServer::start();
    let log = open(&server.url());
    append_with_receipts(&log, &records("first", 2), Some(b"what was done"));
    append_somewhere(&log, &records("second", 1));
    let receipts = |log: &dyn Engine| -> Vec<Option<Vec<u8>>> {
        all(log).into_iter().map(|entry| entry.receipts).collect()
    };
    let kept = Some(b"what was done".to_vec());
    assert_eq!(receipts(&open(&server.url())), [None, kept, None]);
    server.execute("UPDATE rollbook_receipts SET kept = kept - interval '26 hours'");
    // Whoever appends for the first time sweeps, after its append was answered.
    let other = open(&server.url());
    append_somewhere(&other, &records("third", 1));
    wait_until(PATIENCE, "the sweep", || {
        receipts(&other).iter().all(Option::is_none)
    });
    assert_eq!(all(&other).len(), 4);
}

#[test]
fn whoever_waits_is_woken_and_otherwise_looks() {
    let server = PostgresServer::start();
    let (log, other) = (open(&server.url()), open(&server.url()));
    let wait = |position| log.wait(Position(position), PATIENCE).expect("an answer");
    assert!(
        !log.wait(Position(0), Duration::from_millis(100))
            .expect("an answer")
    );
    for number in 0..5 {
        thread::scope(|scope| {
            let waiting = scope.spawn(|| wait(number));
            thread::sleep(Duration::from_millis(20));
            append_somewhere(&other, &records("other", 1));
            assert!(waiting.join().expect("an answer"));
        });
    }
    assert!(wait(2), "it is there already");
    // Put there by somebody who tells nobody.
    server.execute("INSERT INTO rollbook_log VALUES (5, 'silent')");
    assert!(wait(5));
}
