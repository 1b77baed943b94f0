//! Connections that break before and after the commit: what becomes of an append is found out.

use rollbook_domain::Position;
use rollbook_sequencer::{Appended, Engine};
use rollbook_testkit::PostgresServer;

use crate::fixture::{all, append, append_in_turn, append_somewhere, last, open, records};
use crate::proxy::{Cut, Proxy};

/// Cuts the connection of the second append, and tries it again.
fn lose(cut: Cut, count: usize, is_in_turn: bool) -> (Appended, usize, Appended) {
    let server = PostgresServer::start();
    let proxy = Proxy::to(server.port());
    let log = open(&proxy.url());
    append_somewhere(&log, &records("first", 1));
    let behind = last(&log);
    let batch: Vec<Vec<u8>> = records("second", count)
        .into_iter()
        .map(|record| [record, vec![7; 1000]].concat())
        .collect();
    let turn = is_in_turn.then(|| log.take_turn().expect("a turn"));
    proxy.cut(cut);
    let lost = match turn {
        Some(turn) => append_in_turn(turn, behind.as_ref(), &batch),
        None => append(&log, behind.as_ref(), &batch),
    };
    assert!(proxy.has_cut());
    let there = all(&open(&server.url())).len() - 1;
    let again = append(&log, behind.as_ref(), &batch);
    let entries = all(&log);
    let is_once = entries.len() == count + 1 && entries[1].record == batch[0];
    assert!(is_once, "{} records", entries.len());
    (lost, there, again)
}

#[test]
fn an_append_that_never_arrived_is_not_known_to_have_failed_and_is_written_again() {
    let cut = Cut {
        node_says: b"second, record 0",
        server_answers: None,
    };
    let (lost, there, again) = lose(cut, 2, false);
    assert!(matches!(lost, Appended::Unknown(_)), "{lost:?}");
    assert_eq!(there, 0);
    assert!(matches!(again, Appended::Committed), "{again:?}");
}

#[test]
fn an_append_whose_answer_was_lost_is_found_when_it_is_tried_again() {
    let cut = Cut {
        node_says: b"second, record 0",
        server_answers: Some(b"INSERT 0 2"),
    };
    let (lost, there, again) = lose(cut, 2, false);
    assert!(matches!(lost, Appended::Unknown(_)), "{lost:?}");
    assert_eq!(there, 2);
    assert!(matches!(again, Appended::Committed), "{again:?}");
}

#[test]
fn a_large_batch_that_was_cut_off_before_its_commit_has_failed() {
    let cut = Cut {
        node_says: b"second, record 9000",
        server_answers: None,
    };
    let (lost, there, again) = lose(cut, 10_000, false);
    assert!(matches!(lost, Appended::Failed(_)), "{lost:?}");
    assert_eq!(there, 0);
    assert!(matches!(again, Appended::Committed), "{again:?}");
}

#[test]
fn a_large_batch_whose_commit_was_lost_is_found_when_it_is_tried_again() {
    let cut = Cut {
        node_says: b"COMMIT",
        server_answers: Some(b"COMMIT"),
    };
    let (lost, there, again) = lose(cut, 10_000, true);
    assert!(matches!(lost, Appended::Unknown(_)), "{lost:?}");
    assert_eq!(there, 10_000);
    assert!(matches!(again, Appended::Committed), "{again:?}");
}

#[test]
fn a_read_that_was_cut_off_is_asked_again() {
    let server = PostgresServer::start();
    let proxy = Proxy::to(server.port());
    let log = open(&proxy.url());
    append_somewhere(&log, &records("first", 3));
    proxy.cut(Cut {
        node_says: b"SELECT position",
        server_answers: None,
    });
    let read = log.read(Position(1), 5).expect("two records");
    assert!(proxy.has_cut());
    assert_eq!(read.len(), 2);
}
