//! Reading on from a position and waiting for the next: a subscription.

use std::thread;
use std::time::{Duration, Instant};

use rollbook_domain::Position;

use super::Stage;
use super::records::{append, append_somewhere, bytes, records};
use crate::Engine;

/// Far longer than any engine needs, and never waited for to its end.
const LONG: Duration = Duration::from_secs(30);

/// Takes the log until it has so many records.
fn follow(engine: &dyn Engine, count: usize) -> Vec<Vec<u8>> {
    let mut seen = Vec::new();
    while seen.len() < count {
        let next = Position(seen.len() as u64);
        assert!(engine.wait(next, LONG).expect("no fault"), "nobody told");
        for entry in engine.read(next, 7).expect("a piece") {
            assert_eq!(entry.position.0, seen.len() as u64);
            seen.push(entry.record);
        }
    }
    seen
}

/// It begins while the log grows, catches up and goes live.
pub fn whoever_reads_on_sees_every_record_once_and_in_order(stage: &dyn Stage) {
    const BEFORE: usize = 100;
    const AFTER: usize = 60;
    append_somewhere(&*stage.enter(), &records(BEFORE));
    let followed = thread::scope(|scope| {
        let followers: Vec<_> = (0..3)
            .map(|_| {
                let engine = stage.enter();
                scope.spawn(move || follow(&*engine, BEFORE + 2 * AFTER))
            })
            .collect();
        for _ in 0..2 {
            let engine = stage.enter();
            scope.spawn(move || {
                for _ in 0..AFTER / 3 {
                    append_somewhere(&*engine, &records(3));
                }
            });
        }
        let ended = followers.into_iter().map(|follower| follower.join());
        ended
            .map(|seen| seen.expect("no panic"))
            .collect::<Vec<_>>()
    });
    let log = bytes(&*stage.enter());
    assert!(followed.iter().all(|seen| *seen == log));
}

pub fn waiting_ends_when_another_appends_and_when_patience_does(stage: &dyn Stage) {
    let engine = stage.enter();
    let soon = Duration::from_millis(100);
    assert!(!engine.wait(Position(0), soon).expect("no fault"));
    append(&*engine, None, &records(2));
    assert!(engine.wait(Position(1), Duration::ZERO).expect("no fault"));
    assert!(!engine.wait(Position(2), soon).expect("no fault"));
    let other = stage.enter();
    thread::scope(|scope| {
        let begun = Instant::now();
        let waiting = scope.spawn(|| engine.wait(Position(2), LONG));
        append(&*other, Some(Position(1)), &records(1));
        assert!(waiting.join().expect("no panic").expect("no fault"));
        assert!(begun.elapsed() < LONG, "it was not told");
    });
}
