//! Who has taken the log.

use std::thread;
use std::time::{Duration, Instant};

use rollbook_sequencer::{Appended, Engine, KurrentPatience};
use rollbook_testkit::kurrent::{AppendFault, How, KurrentDouble};

use crate::support::*;

#[test]
fn a_node_that_took_the_log_and_died_is_waited_for_only_so_long() {
    let double = KurrentDouble::start(1);
    let mut patience = quick();
    patience.turn = Duration::from_millis(400);
    take_and_die(&double, 0, &patience);
    let begun = Instant::now();
    committed(&append(&*node(&double), None, &records(1)));
    assert!(begun.elapsed() >= patience.turn);
    take_and_die(&double, 1, &patience);
    drop(node(&double).take_turn().expect("another node's turn"));
}

/// Has a process take the log that is never heard of again.
fn take_and_die(double: &KurrentDouble, next: u64, patience: &KurrentPatience) {
    let place = format!(r#"{{"version":1,"first":{next},"count":0}}"#);
    let milliseconds = patience.turn.as_millis();
    let turn = format!(
        r#"{{"process":"00000000-0000-0000-0000-0000000000dd","milliseconds":{milliseconds}}}"#
    );
    double.write(STREAM, "TurnTaken", &place, &turn);
}

/// Deciding a large import takes longer than others would wait for a node that has died.
#[test]
fn a_turn_lasts_as_long_as_its_node_lives() {
    let double = KurrentDouble::start(1);
    let mut patience = quick();
    patience.turn = Duration::from_millis(400);
    let holder = log(&double.url(STREAM), patience.clone());
    committed(&append(&*holder, None, &records(1)));
    let turn = holder.take_turn().expect("a turn");
    thread::sleep(patience.turn * 3);
    let other = append(&*node(&double), Some(0), &records(1));
    assert!(matches!(other, Appended::Conflict), "{other:?}");
    committed(&with_batch(Some(0), &records(1), |batch| {
        turn.append(batch)
    }));
    committed(&append(&*node(&double), Some(1), &records(1)));
}

#[test]
fn whoever_meets_another_nodes_turn_is_soon_told_of_a_conflict() {
    let double = KurrentDouble::start(1);
    let holder = node(&double);
    committed(&append(&*holder, None, &records(1)));
    let turn = holder.take_turn().expect("a turn");
    let appended = append(&*node(&double), Some(0), &records(1));
    assert!(matches!(appended, Appended::Conflict), "{appended:?}");
    committed(&with_batch(Some(0), &records(1), |batch| {
        turn.append(batch)
    }));
    committed(&append(&*node(&double), Some(1), &records(1)));
}

#[test]
fn a_turn_that_is_given_back_was_no_conflict() {
    let double = KurrentDouble::start(1);
    let (holder, other) = (node(&double), node(&double));
    committed(&append(&*other, None, &records(1)));
    let turn = holder.take_turn().expect("a turn");
    thread::scope(|scope| {
        let appending = scope.spawn(|| append(&*other, Some(0), &records(1)));
        thread::sleep(Duration::from_millis(100));
        drop(turn);
        committed(&appending.join().expect("no panic"));
    });
}

#[test]
fn turns_are_taken_one_after_the_other() {
    let double = KurrentDouble::start(1);
    thread::scope(|scope| {
        for _ in 0..4 {
            let node = node(&double);
            scope.spawn(move || {
                for _ in 0..5 {
                    let turn = node.take_turn().expect("a turn");
                    let head = node.head().expect("a head").map(|head| head.0);
                    let batch = records(3);
                    committed(&with_batch(head, &batch, |batch| turn.append(batch)));
                }
            });
        }
    });
    assert_eq!(all(&double).len(), 4 * 5 * 3);
}

/// The turn goes on for the node that does not know whether it has appended.
#[test]
fn a_turn_outlives_a_lost_answer() {
    for is_stored in [false, true] {
        let double = KurrentDouble::start(1);
        let holder = node(&double);
        let turn = holder.take_turn().expect("a turn");
        let how = How::Torn;
        double.fail_append(STREAM, AppendFault { is_stored, how });
        let batch = records(3);
        let appended = with_batch(None, &batch, |batch| turn.append(batch));
        assert!(matches!(appended, Appended::Unknown(_)), "{appended:?}");
        let other = append(&*node(&double), None, &records(1));
        assert!(matches!(other, Appended::Conflict), "{other:?}");
        let again = append(&*holder, None, &batch);
        let is_known = matches!(again, Appended::Committed | Appended::Conflict);
        assert!(is_known, "{again:?}");
        assert_eq!(all(&double), batch);
    }
}

#[test]
fn a_turn_is_taken_also_when_the_answer_is_lost() {
    for is_stored in [false, true] {
        let double = KurrentDouble::start(1);
        let node = node(&double);
        let how = How::Torn;
        double.fail_append(STREAM, AppendFault { is_stored, how });
        let turn = node.take_turn().expect("a turn");
        committed(&with_batch(None, &records(1), |batch| turn.append(batch)));
    }
}
