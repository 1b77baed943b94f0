//! A log that somebody takes for himself for a while.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use rollbook_domain::Position;

use super::Stage;
use super::records::{append, append_by, append_somewhere, bytes, records, stands_once};
use crate::Appended;

/// What a large import needs: between its look at the head and its append nobody else comes.
pub fn whoever_has_the_turn_does_not_lose_to_others(stage: &dyn Stage) {
    let is_over = AtomicBool::new(false);
    let large = records(2000);
    append_somewhere(&*stage.enter(), &records(1));
    thread::scope(|scope| {
        for _ in 0..3 {
            let engine = stage.enter();
            let is_over = &is_over;
            scope.spawn(move || {
                while !is_over.load(Ordering::SeqCst) {
                    append_somewhere(&*engine, &records(1));
                }
            });
        }
        let engine = stage.enter();
        for part in large.chunks(500) {
            let turn = engine.take_turn().expect("a turn");
            let head = engine.head().expect("a head");
            let appended = append_by(turn, head, part);
            // Said before the test may fail: the others would go on for ever.
            let is_committed = matches!(appended, Appended::Committed);
            is_over.fetch_or(!is_committed, Ordering::SeqCst);
            assert!(is_committed, "lost to others: {appended:?}");
        }
        is_over.store(true, Ordering::SeqCst);
    });
    let log = bytes(&*stage.enter());
    for part in large.chunks(500) {
        assert!(stands_once(&log, part));
    }
}

pub fn a_turn_that_is_dropped_lets_others_append(stage: &dyn Stage) {
    let engine = stage.enter();
    append(&*engine, None, &records(1));
    for _ in 0..3 {
        drop(engine.take_turn().expect("a turn"));
    }
    let appended = append(&*stage.enter(), Some(Position(0)), &records(1));
    assert!(matches!(appended, Appended::Committed), "{appended:?}");
    let turn = engine.take_turn().expect("a turn");
    let late = append_by(turn, Some(Position(0)), &records(1));
    assert!(matches!(late, Appended::Conflict), "{late:?}");
}
