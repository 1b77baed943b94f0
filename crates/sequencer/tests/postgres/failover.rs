//! The primary dies, and its standby takes its place.

use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use rollbook_domain::Position;
use rollbook_sequencer::{Appended, Engine};
use rollbook_testkit::{PostgresPair, PostgresServer};

use crate::fixture::{PATIENCE, all, append, append_somewhere, last, open, records};

/// Appends a unit until it is known to be there, as a node does.
fn append_until_known(log: &dyn Engine, unit: &[Vec<u8>]) {
    let deadline = Instant::now() + 2 * PATIENCE;
    let mut behind = last_until(log, deadline);
    loop {
        match append(log, behind.as_ref(), unit) {
            Appended::Committed => return,
            Appended::Conflict => behind = last_until(log, deadline),
            Appended::Failed(error) | Appended::Unknown(error) => {
                assert!(Instant::now() < deadline, "{error}");
                assert!(error.is_passing(), "{error}");
                thread::sleep(Duration::from_millis(50));
            }
        }
    }
}

fn last_until(log: &dyn Engine, deadline: Instant) -> Option<rollbook_sequencer::Entry> {
    loop {
        let read = log.head().and_then(|head| match head {
            Some(head) => log.read(head, 1),
            None => Ok(Vec::new()),
        });
        match read {
            Ok(mut entries) => return entries.pop(),
            Err(error) => assert!(Instant::now() < deadline && error.is_passing(), "{error}"),
        }
    }
}

#[test]
fn what_was_acknowledged_is_there_exactly_once_after_the_primary_was_killed() {
    const THREADS: usize = 4;
    let pair = PostgresPair::start();
    let url = pair.url();
    let (acknowledged, has_failed_over) = (Mutex::new(Vec::new()), Mutex::new(false));
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let (url, acknowledged, has_failed_over) = (&url, &acknowledged, &has_failed_over);
            scope.spawn(move || {
                let log = open(url);
                let mut after = 0;
                for number in 0.. {
                    let whose = format!("{thread}-{number}");
                    append_until_known(&log, &records(&whose, 2));
                    acknowledged.lock().expect("not poisoned").push(whose);
                    after += usize::from(*has_failed_over.lock().expect("not poisoned"));
                    if after > 3 {
                        break;
                    }
                }
            });
        }
        thread::sleep(Duration::from_secs(1));
        pair.fail_over();
        *has_failed_over.lock().expect("not poisoned") = true;
    });
    let entries = all(&open(&pair.standby.url()));
    let mut expected = acknowledged.into_inner().expect("not poisoned");
    let mut units = Vec::new();
    for unit in entries.chunks(2) {
        let text = String::from_utf8_lossy(&unit[0].record).into_owned();
        let (whose, _) = text.split_once(',').expect("whose it is");
        assert_eq!(unit[1].record, records(whose, 2)[1]);
        units.push(whose.to_owned());
    }
    expected.sort();
    units.sort();
    assert_eq!(units, expected);
    assert!(units.len() > THREADS * 4);
}

#[test]
fn whoever_waits_goes_on_at_the_new_primary() {
    let pair = PostgresPair::start();
    let log = open(&pair.url());
    append_somewhere(&log, &records("before", 1));
    assert!(log.wait(Position(0), PATIENCE).expect("an answer"));
    pair.fail_over();
    append_until_known(&open(&pair.url()), &records("after", 1));
    let deadline = Instant::now() + PATIENCE;
    while !log
        .wait(Position(1), PATIENCE)
        .is_ok_and(|is_there| is_there)
    {
        assert!(Instant::now() < deadline);
    }
}

#[test]
fn a_server_that_accepts_connections_and_says_nothing_is_passed_over() {
    let (frozen, other) = (PostgresServer::start(), PostgresServer::start());
    let url = format!(
        "postgres://postgres@127.0.0.1:{},127.0.0.1:{}/postgres",
        frozen.port(),
        other.port()
    );
    frozen.freeze();
    append_somewhere(&open(&url), &records("other", 1));
    assert_eq!(all(&open(&other.url())).len(), 1);
    frozen.thaw();
}

#[test]
fn a_commit_that_no_longer_waits_for_its_standby_is_not_said_to_be_committed() {
    let pair = PostgresPair::start();
    let log = open(&pair.url());
    append_somewhere(&log, &records("first", 1));
    let behind = last(&log);
    pair.standby.stop();
    let unit = records("alone", 1);
    thread::scope(|scope| {
        let appending = scope.spawn(|| append(&log, behind.as_ref(), &unit));
        rollbook_testkit::wait_until(PATIENCE, "the commit to wait for the standby", || {
            let waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'";
            pair.primary.execute(waiting) == "1"
        });
        // What an operator does who does not know better.
        pair.primary.execute(
            "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'",
        );
        let appended = appending.join().expect("an outcome");
        assert!(matches!(appended, Appended::Unknown(_)), "{appended:?}");
        pair.standby.start_again();
    });
    let again = append(&log, behind.as_ref(), &unit);
    assert!(matches!(again, Appended::Committed), "{again:?}");
    pair.fail_over();
    assert_eq!(all(&open(&pair.standby.url())).len(), 2);
}

#[test]
fn a_primary_that_has_lost_its_end_takes_nothing_from_a_node_that_has_it() {
    let server = PostgresServer::start();
    let log = open(&server.url());
    append_somewhere(&log, &records("first", 1));
    append_somewhere(&log, &records("lost", 1));
    let ahead = last(&log);
    server.execute("DELETE FROM rollbook_log WHERE position = 1");
    let appended = append(&log, ahead.as_ref(), &records("ahead", 1));
    assert!(matches!(appended, Appended::Conflict), "{appended:?}");
    append_somewhere(&open(&server.url()), &records("other", 1));
    let appended = append(&log, ahead.as_ref(), &records("ahead", 1));
    assert!(matches!(appended, Appended::Failed(_)), "{appended:?}");
    assert_eq!(all(&log).len(), 2);
}
