//! Answers that do not come.

use std::time::{Duration, Instant};

use rollbook_domain::Position;
use rollbook_sequencer::{Appended, Engine, EngineError};
use rollbook_testkit::kurrent::{AppendFault, How, KurrentDouble, ReadFault};

use crate::support::*;

const LOST: [How; 4] = [How::Torn, How::Unavailable, How::TimedOut, How::Silent];

#[test]
fn whether_an_append_was_written_is_not_known_when_its_answer_is_lost() {
    for is_stored in [false, true] {
        for how in LOST {
            let double = KurrentDouble::start(1);
            let node = node(&double);
            double.fail_append(STREAM, AppendFault { is_stored, how });
            let appended = append(&*node, None, &records(2));
            assert!(
                matches!(appended, Appended::Unknown(_)),
                "{how:?}: {appended:?}"
            );
            let head = node.head().expect("a head");
            assert_eq!(head, is_stored.then_some(Position(1)), "{how:?}");
        }
    }
}

#[test]
fn an_append_whose_answer_was_lost_is_there_once_when_it_is_tried_again() {
    for is_stored in [false, true] {
        for how in LOST {
            let double = KurrentDouble::start(3);
            let (before, batch) = (records(3), records(40));
            committed(&append(&*node(&double), None, &before));
            for _ in 0..2 {
                double.fail_append(STREAM, AppendFault { is_stored, how });
            }
            committed(&settle(&node(&double), Some(2), &batch));
            assert_eq!(
                all(&double),
                [before, batch].concat(),
                "{is_stored} {how:?}"
            );
        }
    }
}

/// A server that answers pings and not the call would hold the client for ever.
#[test]
fn nothing_waits_longer_for_an_answer_than_it_was_told_to() {
    let double = KurrentDouble::start(1);
    let node = node(&double);
    committed(&append(&*node, None, &records(1)));
    let silent = How::Silent;
    let lost = AppendFault {
        is_stored: false,
        how: silent,
    };
    double.fail_append(STREAM, lost);
    let begun = Instant::now();
    assert!(matches!(
        append(&*node, Some(0), &records(1)),
        Appended::Unknown(_)
    ));
    double.fail_read(
        STREAM,
        ReadFault {
            after: 0,
            how: silent,
        },
    );
    assert_eq!(node.head().expect("asked again"), Some(Position(0)));
    assert!(
        begun.elapsed() < Duration::from_secs(15),
        "{:?}",
        begun.elapsed()
    );
}

#[test]
fn a_late_answer_is_waited_for() {
    let double = KurrentDouble::start(1);
    let late = How::Late(Duration::from_millis(300));
    let fault = AppendFault {
        is_stored: true,
        how: late,
    };
    double.fail_append(STREAM, fault);
    committed(&append(&*node(&double), None, &records(1)));
}

/// The client's own connection is dead after a first connect that failed.
#[test]
fn a_cluster_that_was_not_there_yet_is_found_when_it_is() {
    for nodes in [1, 3] {
        let double = KurrentDouble::start(nodes);
        (0..nodes).for_each(|node| double.stop(node));
        let mut patience = quick();
        patience.cluster = Duration::from_millis(100);
        let node = log(&double.url(STREAM), patience);
        let batch = records(1);
        let failed = append(&*node, None, &batch);
        assert!(
            matches!(failed, Appended::Failed(EngineError::Unreachable { .. })),
            "{failed:?}"
        );
        assert!(node.head().is_err_and(|error| error.is_passing()));
        (0..nodes).for_each(|node| double.restart(node));
        committed(&append(&*node, None, &batch));
    }
}

#[test]
fn user_and_password_are_given_as_they_were_meant() {
    let double = KurrentDouble::start(3);
    double.require("roll book", "p@ss:w/ord");
    let url = |who: &str| double.url(STREAM).replace("://", &format!("://{who}@"));
    let known = log(&url("roll%20book:p%40ss:w%2Ford"), quick());
    committed(&append(&*known, None, &records(1)));
    for stranger in ["roll%20book:wrong", "roll%20book", "admin:changeit"] {
        let stranger = log(&url(stranger), quick());
        let refused = append(&*stranger, Some(0), &records(1));
        let Appended::Failed(error @ EngineError::Refused { .. }) = refused else {
            panic!("{refused:?}");
        };
        assert!(error.to_string().contains("denied"), "{error}");
        assert!(
            stranger
                .read(Position(0), 1)
                .is_err_and(|error| !error.is_passing())
        );
    }
    assert_eq!(known.head().expect("a head"), Some(Position(0)));
}
