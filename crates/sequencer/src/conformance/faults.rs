//! Appends that fail before they wrote, and answers that are lost after they did.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rollbook_domain::Position;

use super::Stage;
use super::records::{append_somewhere, bytes, records, stands_once, with_batch};
use crate::{Appended, Batch, Engine, EngineError, Entry, Shared, Turn};

#[derive(Clone, Copy, Debug)]
enum Fault {
    /// Nobody knows what became of it: nothing did.
    LostBefore,
    /// The same, but it is written.
    LostAfter,
    /// It is written, the answer is lost, and another node appends at once.
    LostAfterAndOthers,
    /// It is not written, the answer is lost, and another node appends at once.
    LostBeforeAndOthers,
    /// It says that nothing was written.
    Fails,
}

/// Has the next appends fail.
struct Faulty {
    engine: Arc<dyn Engine>,
    faults: Mutex<VecDeque<Fault>>,
}

impl Faulty {
    fn why() -> EngineError {
        EngineError::Unreachable {
            place: "a test".to_owned(),
            why: "on purpose".to_owned(),
        }
    }

    fn next(&self) -> Option<Fault> {
        let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        faults.pop_front()
    }
}

impl Engine for Faulty {
    fn append(&self, batch: &Batch<'_>) -> Appended {
        let Some(fault) = self.next() else {
            return self.engine.append(batch);
        };
        if matches!(fault, Fault::LostAfter | Fault::LostAfterAndOthers) {
            self.engine.append(batch);
        }
        if matches!(
            fault,
            Fault::LostAfterAndOthers | Fault::LostBeforeAndOthers
        ) {
            append_somewhere(&*self.engine, &records(2));
        }
        match fault {
            Fault::Fails => Appended::Failed(Self::why()),
            _ => Appended::Unknown(Self::why()),
        }
    }

    fn take_turn(&self) -> Result<Box<dyn Turn + '_>, EngineError> {
        self.engine.take_turn()
    }

    fn head(&self) -> Result<Option<Position>, EngineError> {
        self.engine.head()
    }

    fn read(&self, from: Position, limit: usize) -> Result<Vec<Entry>, EngineError> {
        self.engine.read(from, limit)
    }

    fn wait(&self, position: Position, patience: Duration) -> Result<bool, EngineError> {
        self.engine.wait(position, patience)
    }

    fn place(&self) -> &str {
        self.engine.place()
    }
}

fn append_with(stage: &dyn Stage, faults: &[Fault], records: &[Vec<u8>]) -> Appended {
    let engine = stage.enter();
    let head = engine.head().expect("a head");
    let faulty = Faulty {
        engine,
        faults: Mutex::new(faults.iter().copied().collect()),
    };
    let pause = Duration::from_millis(1);
    let shared = Shared::new(Arc::new(faulty)).with_pause(pause);
    with_batch(head, records, None, |batch| shared.append_batch(batch))
}

pub fn a_lost_answer_never_makes_an_append_twice_or_half(stage: &dyn Stage) {
    use Fault::{Fails, LostAfter, LostAfterAndOthers, LostBefore, LostBeforeAndOthers};
    let patterns: [(&[Fault], bool); 9] = [
        (&[LostBefore], true),
        (&[LostAfter], true),
        (&[LostBefore, LostBefore], true),
        (&[LostBefore, LostAfter], true),
        (&[LostAfter, LostBefore], true),
        (&[LostAfter, Fails, LostAfter], true),
        (&[LostAfterAndOthers], true),
        (&[LostAfterAndOthers, LostBefore], true),
        (&[LostBeforeAndOthers], false),
    ];
    for (faults, is_written) in patterns {
        let batch = records(300);
        let appended = append_with(stage, faults, &batch);
        let log = bytes(&*stage.enter());
        assert_eq!(
            matches!(appended, Appended::Committed),
            is_written,
            "{faults:?}: {appended:?}"
        );
        assert_eq!(stands_once(&log, &batch), is_written, "{faults:?}");
        let is_anywhere = batch.iter().any(|record| log.contains(record));
        assert_eq!(is_anywhere, is_written, "{faults:?}: half of it is there");
    }
}

pub fn a_failure_that_wrote_nothing_leaves_the_log_as_it_was(stage: &dyn Stage) {
    let batch = records(3);
    append_somewhere(&*stage.enter(), &records(2));
    let before = bytes(&*stage.enter());
    let appended = append_with(stage, &[Fault::Fails], &batch);
    assert!(matches!(appended, Appended::Failed(_)), "{appended:?}");
    assert_eq!(bytes(&*stage.enter()), before);
    let again = append_with(stage, &[], &batch);
    assert!(matches!(again, Appended::Committed), "{again:?}");
}
