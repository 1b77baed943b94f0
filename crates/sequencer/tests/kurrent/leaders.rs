//! A cluster that changes its leader.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use rollbook_domain::Position;
use rollbook_sequencer::{Appended, Engine, EngineError};
use rollbook_testkit::kurrent::{AppendFault, How, KurrentDouble, ReadFault};

use crate::support::*;

#[test]
fn another_leader_is_found_whether_or_not_the_old_one_names_it() {
    for is_told in [true, false] {
        let double = KurrentDouble::start(3);
        let node = node(&double);
        committed(&append(&*node, None, &records(1)));
        for (head, leader) in [(0, 1), (1, 2), (2, 0)] {
            double.lead(Some(leader), is_told);
            committed(&settle(&node, Some(head), &records(1)));
            assert_eq!(node.head().expect("a head"), Some(Position(head + 1)));
        }
    }
}

/// A client that knew the leader stays with it, as long as nobody names another.
#[test]
fn a_leader_that_is_gone_is_not_asked_for_ever() {
    let double = KurrentDouble::start(3);
    let node = node(&double);
    committed(&append(&*node, None, &records(1)));
    double.stop(0);
    double.lead(Some(2), true);
    committed(&settle(&node, Some(0), &records(1)));
    assert_eq!(all(&double).len(), 2);
}

#[test]
fn the_time_without_a_leader_is_waited_out() {
    let double = KurrentDouble::start(3);
    let batch = records(2);
    let node = node(&double);
    committed(&append(&*node, None, &records(1)));
    // The others go on to name it until they have elected another.
    double.stop(0);
    thread::scope(|scope| {
        let appending = scope.spawn(|| settle(&node, Some(0), &batch));
        thread::sleep(Duration::from_millis(100));
        double.lead(None, true);
        thread::sleep(Duration::from_millis(200));
        double.lead(Some(1), true);
        committed(&appending.join().expect("no panic"));
    });
    assert_eq!(all(&double)[1..], batch);
}

#[test]
fn of_one_node_that_is_named_the_leader_is_learnt() {
    let double = KurrentDouble::start(3);
    let by_follower = log(&double.url_by(&[1], STREAM), quick());
    committed(&append(&*by_follower, None, &records(1)));
    // The node that it learnt is gone, and the first one names another.
    double.stop(0);
    double.lead(Some(2), true);
    committed(&settle(&by_follower, Some(0), &records(1)));
    assert_eq!(all(&double).len(), 2);
}

/// Following is reading on and waiting: what a change of leader ends is asked again, behind the last
/// record that came.
#[test]
fn whoever_follows_goes_on_at_the_next_leader_without_gap_or_repeat() {
    const CHANGES: usize = 12;
    const EACH: usize = 10;
    let double = KurrentDouble::start(3);
    let (followers, writer) = ([node(&double), node(&double)], node(&double));
    let log = records(CHANGES * EACH);
    thread::scope(|scope| {
        let following = followers.map(|node| scope.spawn(move || follow(&*node, CHANGES * EACH)));
        for (change, batch) in log.chunks(EACH).enumerate() {
            let how = [How::Ended, How::Torn, How::Unavailable][change % 3];
            let after = change % 4;
            double.fail_read(STREAM, ReadFault { after, how });
            double.stop(change % 3);
            double.lead(Some((change + 1) % 3), change % 2 == 0);
            let head = (change * EACH) as u64;
            committed(&settle(&writer, head.checked_sub(1), batch));
            double.restart(change % 3);
        }
        for seen in following {
            assert!(seen.join().expect("no panic") == log);
        }
    });
    // Whoever comes now has known no leader before.
    assert!(all(&double) == log);
}

fn follow(node: &dyn Engine, count: usize) -> Vec<Vec<u8>> {
    let mut seen = Vec::new();
    while seen.len() < count {
        let next = Position(seen.len() as u64);
        let came = node.wait(next, Duration::from_secs(30));
        assert!(
            came.as_ref()
                .map_or_else(EngineError::is_passing, |came| *came),
            "{came:?}"
        );
        let Ok(entries) = node.read(next, 7) else {
            continue;
        };
        for entry in entries {
            assert_eq!(entry.position.0, seen.len() as u64, "a gap, or one twice");
            seen.push(entry.record);
        }
    }
    seen
}

/// Clients that append while leaders come and go: what was acknowledged is there once, the rest whole
/// or not at all.
#[test]
fn while_leaders_change_nothing_is_lost_or_twice() {
    let double = KurrentDouble::start(3);
    committed(&append(&*node(&double), None, &records(1)));
    let is_over = AtomicBool::new(false);
    let batches = thread::scope(|scope| {
        let (double, is_over) = (&double, &is_over);
        let writers: Vec<_> = (0..3)
            .map(|_| scope.spawn(move || append_until(double, is_over)))
            .collect();
        let ends = SetWhenDropped(is_over);
        for turn in 0..12 {
            thread::sleep(Duration::from_millis(60));
            let how = [How::Torn, How::Unavailable, How::TimedOut][turn % 3];
            let is_stored = turn % 2 == 0;
            double.fail_append(STREAM, AppendFault { is_stored, how });
            double.stop(turn % 3);
            double.lead(Some((turn + 1) % 3), turn % 4 < 2);
            thread::sleep(Duration::from_millis(60));
            double.restart(turn % 3);
        }
        drop(ends);
        let ended = writers.into_iter().map(|writer| writer.join());
        ended
            .flat_map(|batches| batches.expect("no panic"))
            .collect::<Vec<_>>()
    });
    let log = all(&double);
    assert!(batches.len() >= 3, "only {} appends", batches.len());
    assert_eq!(log.len(), 1 + batches.iter().map(Vec::len).sum::<usize>());
    for batch in batches {
        let place = log.iter().position(|record| *record == batch[0]);
        let place = place.expect("an acknowledged append is there");
        assert_eq!(log[place..place + batch.len()], batch);
    }
}

/// Has the others end also where this thread panics.
struct SetWhenDropped<'a>(&'a AtomicBool);

impl Drop for SetWhenDropped<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Returns what was acknowledged, which is all that was written in the end.
fn append_until(double: &KurrentDouble, is_over: &AtomicBool) -> Vec<Vec<Vec<u8>>> {
    let mut done = Vec::new();
    while !is_over.load(Ordering::SeqCst) {
        let batch = records(1 + done.len() % 4);
        loop {
            let node = node(double);
            let head = node.head().expect("a head").map(|head| head.0);
            match settle(&node, head, &batch) {
                Appended::Committed => break,
                Appended::Conflict => {}
                other => panic!("{other:?}"),
            }
        }
        done.push(batch);
    }
    done
}
