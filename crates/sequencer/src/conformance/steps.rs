//! A node that is cut off from its store at any step of what it does.

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use super::Stage;
use super::line::{Interruption, Line};
use super::records::{append_somewhere, bytes_from, record, records, stands_once, with_batch};
use crate::{Appended, Engine, EngineError, Shared, Turn};

/// More than any engine needs for a large append: the test ends where there is no such step.
const STEPS: usize = 500;

/// Sealed bytes of each record of a large append.
const LARGE: usize = 50_000;

/// After it nobody can tell what became of an append, where the store comes back and where it does not.
const PATIENCE: Duration = Duration::from_secs(20);
const SOON: Duration = Duration::from_millis(50);

/// A log on a server that is reached by TCP.
pub trait Remote: Stage {
    /// Where the server is.
    fn server(&self) -> SocketAddr;

    /// A way in by another port of this machine, that soon gives up.
    ///
    /// # Errors
    /// Where it was interrupted already.
    fn enter_by(&self, address: SocketAddr) -> Result<Arc<dyn Engine>, EngineError>;

    /// Bytes that make more than one part of an append.
    fn part_bytes(&self) -> usize;
}

/// Makes a `#[test]` of each test for engines on a server; `$stage` makes a [`Remote`].
#[macro_export]
macro_rules! step_tests {
    ($stage:expr) => {
        $crate::conformance_tests!(@each $stage,
            every_step_may_fail_before_it_was_done
            every_step_may_fail_after_it_was_done
            at_every_step_the_store_may_fall_silent
            a_process_may_die_before_any_step
            a_process_may_die_after_any_step
            a_slow_store_slows_those_who_append_and_loses_nothing
        );
    };
}

pub fn every_step_may_fail_before_it_was_done(stage: &dyn Remote) {
    interrupt_each_step(stage, Interruption::NothingArrives, false);
}

pub fn every_step_may_fail_after_it_was_done(stage: &dyn Remote) {
    interrupt_each_step(stage, Interruption::NoAnswer, false);
}

/// Whatever is waited for then is cancelled.
pub fn at_every_step_the_store_may_fall_silent(stage: &dyn Remote) {
    interrupt_each_step(stage, Interruption::Silence, false);
}

pub fn a_process_may_die_before_any_step(stage: &dyn Remote) {
    interrupt_each_step(stage, Interruption::NothingArrives, true);
}

pub fn a_process_may_die_after_any_step(stage: &dyn Remote) {
    interrupt_each_step(stage, Interruption::NoAnswer, true);
}

/// Whoever appends waits for the answer: nothing is queued that could be lost.
pub fn a_slow_store_slows_those_who_append_and_loses_nothing(stage: &dyn Remote) {
    const NODES: usize = 3;
    const APPENDS: usize = 4;
    let delay = Duration::from_millis(3);
    let line = Line::to(stage.server(), 0, Interruption::Late(delay), false);
    append_somewhere(&*stage.enter(), &records(1));
    let begun = Instant::now();
    let appended: Vec<Vec<Vec<u8>>> = thread::scope(|scope| {
        let nodes: Vec<_> = (0..NODES)
            .map(|_| {
                let node = stage.enter_by(line.address).expect("only slow");
                scope.spawn(move || {
                    let batches = (0..APPENDS).map(|number| several(stage, number));
                    let batches: Vec<_> = batches.collect();
                    batches
                        .iter()
                        .for_each(|batch| append_at_last(&node, batch));
                    batches
                })
            })
            .collect();
        let ended = nodes.into_iter().map(|node| node.join().expect("no panic"));
        ended.flatten().collect()
    });
    assert!(begun.elapsed() > delay * APPENDS as u32);
    let log = bytes_from(&*stage.enter(), 1);
    assert_eq!(log.len(), appended.iter().map(Vec::len).sum::<usize>());
    for batch in &appended {
        assert!(stands_once(&log, batch));
    }
}

/// One that takes several parts, and others that do not.
fn several(stage: &dyn Remote, number: usize) -> Vec<Vec<u8>> {
    match number {
        0 => large(stage),
        _ => records(number),
    }
}

fn large(stage: &dyn Remote) -> Vec<Vec<u8>> {
    let count = stage.part_bytes() / LARGE + 1;
    (0..count).map(|_| record(LARGE)).collect()
}

/// Tried again where others were first, or the store was too slow to have done anything.
fn append_at_last(node: &Arc<dyn Engine>, records: &[Vec<u8>]) {
    let deadline = Instant::now() + PATIENCE * 3;
    loop {
        match append_large(node, records, PATIENCE) {
            Appended::Committed => return,
            Appended::Conflict => {}
            Appended::Failed(error) if error.is_passing() => {}
            other => panic!("{other:?}"),
        }
        assert!(Instant::now() < deadline, "lost to others all the time");
    }
}

fn interrupt_each_step(stage: &dyn Remote, what: Interruption, is_end: bool) {
    let other = stage.enter();
    append_somewhere(&*other, &records(1));
    let patience = if is_end { SOON } else { PATIENCE };
    for step in 0..STEPS {
        let line = Line::to(stage.server(), step, what, is_end);
        let (small, large) = (records(2), large(stage));
        let before = other.head().expect("a head").map_or(0, |head| head.0 + 1);
        let ended = match stage.enter_by(line.address) {
            Ok(node) => vec![
                append(&node, None, &small, patience),
                append_large(&node, &large, patience),
            ],
            Err(error) => vec![Appended::Failed(error)],
        };
        let log = bytes_from(&*other, before);
        for (batch, ended) in [&small, &large].into_iter().zip(&ended) {
            let is_there = stands_once(&log, batch);
            let is_anywhere = batch.iter().any(|record| log.contains(record));
            assert_eq!(is_anywhere, is_there, "step {step}: a part of it, or twice");
            match ended {
                Appended::Committed => assert!(is_there, "step {step}: it is gone"),
                Appended::Failed(error) => {
                    assert!(!is_there, "step {step}: {error}");
                    assert!(error.is_passing(), "step {step}: {error}");
                }
                // Nobody is left to be told.
                Appended::Unknown(_) if is_end => {}
                other => panic!("step {step}: {other:?}"),
            }
        }
        // Whatever was left over is in nobody's way.
        append_somewhere(&*other, &records(1));
        if !line.has_interrupted() {
            assert!(
                ended
                    .iter()
                    .all(|ended| matches!(ended, Appended::Committed))
            );
            assert!(step > 2, "nothing was interrupted");
            println!("{step} steps");
            return;
        }
    }
    panic!("more than {STEPS} steps");
}

/// As a node that has lost to others before: in a turn.
fn append_large(node: &Arc<dyn Engine>, records: &[Vec<u8>], patience: Duration) -> Appended {
    match node.take_turn() {
        Ok(turn) => append(node, Some(turn), records, patience),
        Err(error) => Appended::Failed(error),
    }
}

/// Until it is known what became of it, as nodes append.
fn append(
    node: &Arc<dyn Engine>,
    mut turn: Option<Box<dyn Turn + '_>>,
    records: &[Vec<u8>],
    patience: Duration,
) -> Appended {
    let head = match node.head() {
        Ok(head) => head,
        Err(error) => return Appended::Failed(error),
    };
    let shared = Shared::new(Arc::clone(node))
        .with_pause(Duration::from_millis(1))
        .with_patience(patience);
    with_batch(head, records, None, |batch| {
        shared.settle(batch, |batch| match turn.take() {
            Some(turn) => turn.append(batch),
            None => node.append(batch),
        })
    })
}
