//! Where the shared log ends, told soon or not at all.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use rollbook_domain::Position;
use rollbook_sequencer::Sequencer;

use crate::Error;

/// How long the log may take: a balancer waits no longer for the health of a node.
const PROMPT: Duration = Duration::from_secs(2);

/// Questions to a log that does not answer, each of which holds a thread until it gives up.
const AT_ONCE: usize = 4;

/// What is told of a log that does not answer.
const UNREACHABLE: &str = "shared-log-unreachable";

/// How many questions wait for their answer.
#[derive(Clone, Default)]
pub(super) struct Open(Arc<AtomicUsize>);

/// Ends with its question, also where that panics.
struct Question(Open);

impl Open {
    fn begin(&self) -> Option<Question> {
        let before = self.0.fetch_add(1, Ordering::SeqCst);
        let question = Question(self.clone());
        (before < AT_ONCE).then_some(question)
    }
}

impl Drop for Question {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Where the log ends.
///
/// # Errors
/// A stable code.
pub(super) fn head(
    sequencer: &Arc<dyn Sequencer>,
    open: &Open,
) -> Result<Option<Position>, &'static str> {
    let question = open.begin().ok_or(UNREACHABLE)?;
    let (answer, answered) = sync_channel(1);
    let sequencer = Arc::clone(sequencer);
    let asking = std::thread::Builder::new().name("health".to_owned());
    let asked = asking.spawn(move || {
        let head = sequencer.head();
        drop(question);
        // Whoever asked may have given up.
        let _ = answer.send(head);
    });
    asked.map_err(|error| Error::NoThread(error).code())?;
    match answered.recv_timeout(PROMPT) {
        Ok(head) => head.map_err(|error| Error::from(error).code()),
        Err(_) => Err(UNREACHABLE),
    }
}
