//! Many at once.

use std::thread;

use super::Stage;
use super::records::{append_somewhere, bytes, records, stands_once};

/// Ways in that append at once.
const NODES: usize = 6;

/// Appends of each.
const APPENDS: usize = 20;

pub fn of_many_who_append_at_once_each_is_there_once_and_whole(stage: &dyn Stage) {
    let appended: Vec<Vec<Vec<u8>>> = thread::scope(|scope| {
        let nodes: Vec<_> = (0..NODES)
            .map(|node| {
                let engine = stage.enter();
                scope.spawn(move || {
                    let batches = (0..APPENDS).map(|turn| records(1 + (node + turn) % 5));
                    let batches: Vec<_> = batches.collect();
                    for batch in &batches {
                        append_somewhere(&*engine, batch);
                    }
                    batches
                })
            })
            .collect();
        let ended = nodes.into_iter().map(|node| node.join().expect("no panic"));
        ended.flatten().collect()
    });
    let log = bytes(&*stage.enter());
    assert_eq!(log.len(), appended.iter().map(Vec::len).sum::<usize>());
    for batch in &appended {
        assert!(stands_once(&log, batch));
    }
}
