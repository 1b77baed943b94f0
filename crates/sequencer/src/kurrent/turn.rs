//! Taking the log for a while. The event that says so moves the stream on, so every append that was
//! decided before is at a wrong revision, and whoever looks for the right one finds the turn there.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{Builder, JoinHandle};
use std::time::Instant;

use super::Log;
use super::append::GLANCE;
use super::event::{Place, TurnTaken};
use super::fault::Fault;
use super::tip::Tip;
use crate::{Appended, Batch, EngineError, Turn};

/// How often it is said in the time of a turn whose turn it still is.
const RENEWALS: u32 = 3;

/// A turn of this node, which ends when it is dropped.
pub(super) struct KurrentTurn {
    log: Arc<Log>,
    is_over: bool,
    renewal: Option<Renewal>,
}

/// What lies between taking the log and appending may take longer than the others would wait for a node
/// that has died: deciding a large import does.
struct Renewal {
    stop: Sender<()>,
    thread: JoinHandle<()>,
}

impl Turn for KurrentTurn {
    fn append(mut self: Box<Self>, batch: &Batch<'_>) -> Appended {
        let appended = self.log.append_batch(batch);
        // The same node tries again where the answer was lost, and is let by: its turn goes on.
        self.is_over = matches!(appended, Appended::Committed | Appended::Unknown(_));
        appended
    }
}

impl Drop for KurrentTurn {
    fn drop(&mut self) {
        if let Some(Renewal { stop, thread }) = self.renewal.take() {
            drop(stop);
            // Its last event must not stand behind the one that gives the turn back.
            let _ = thread.join();
        }
        if !self.is_over {
            self.log.give_back();
        }
    }
}

impl Log {
    pub(super) fn take_log(self: &Arc<Self>) -> Result<KurrentTurn, EngineError> {
        // Long enough for a node that took it and died, and for another that was faster after that.
        let deadline = Instant::now() + self.patience.cluster + self.patience.turn * 2;
        loop {
            let tip = self.ask_tip()?;
            let fault = match self.others_turn(&tip) {
                Some(_) => Fault::Elsewhere,
                None => match self.try_to_take(&tip) {
                    Ok(()) => {
                        return Ok(KurrentTurn {
                            renewal: self.renew(),
                            log: Arc::clone(self),
                            is_over: false,
                        });
                    }
                    Err(fault) => fault,
                },
            };
            let may_pass = fault.is_passing() || matches!(fault, Fault::Elsewhere);
            if !may_pass || Instant::now() >= deadline {
                return Err(self.told(fault));
            }
            if fault.is_passing() || self.others_turn(&tip).is_some() {
                std::thread::sleep(GLANCE);
            }
        }
    }

    /// Without a thread the turn is as long as it was said to be.
    fn renew(self: &Arc<Self>) -> Option<Renewal> {
        let (stop, stopped) = channel();
        let log = Arc::clone(self);
        let thread = Builder::new()
            .name("kurrentdb-turn".to_owned())
            .spawn(move || log.keep_turn(&stopped));
        Some(Renewal {
            stop,
            thread: thread.ok()?,
        })
    }

    fn keep_turn(&self, stopped: &Receiver<()>) {
        let pause = self.patience.turn / RENEWALS;
        while stopped.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
            match self.take_again() {
                Ok(true) => {}
                Ok(false) => return,
                // Another look tells whether it was over or is only late.
                Err(fault) if fault.is_passing() || matches!(fault, Fault::Elsewhere) => {}
                Err(fault) => {
                    tracing::warn!(?fault, "a turn was not renewed");
                    return;
                }
            }
        }
    }

    /// False where the turn is over.
    fn take_again(&self) -> Result<bool, Fault> {
        let tip = self.look_at_tip()?;
        let turn = tip.turn.as_ref();
        if turn.is_none_or(|turn| turn.process != self.process) {
            return Ok(false);
        }
        self.try_to_take(&tip)?;
        Ok(true)
    }

    fn try_to_take(&self, tip: &Tip) -> Result<(), Fault> {
        let turn = TurnTaken {
            process: self.process,
            milliseconds: self.patience.turn.as_millis() as u64,
        };
        let event = turn.event(&place_of(tip), revision_behind(tip))?;
        let revision = self
            .connection
            .put(&self.stream, tip.revision, vec![event])?;
        self.note(&Tip {
            revision: Some(revision),
            turn: Some(turn),
            ..tip.clone()
        });
        Ok(())
    }

    /// Tries once to end this node's turn; where that fails, its time ends it.
    fn give_back(&self) {
        let Some(tip) = self.known().tip.clone() else {
            return;
        };
        let Some(turn) = tip
            .turn
            .as_ref()
            .filter(|turn| turn.process == self.process)
        else {
            return;
        };
        let event = turn.released(&place_of(&tip), revision_behind(&tip));
        let put =
            event.and_then(|event| self.connection.put(&self.stream, tip.revision, vec![event]));
        match put {
            Ok(revision) => self.note(&Tip {
                revision: Some(revision),
                turn: None,
                ..tip.clone()
            }),
            Err(fault) => tracing::debug!(?fault, "a turn was not given back"),
        }
    }
}

/// Of an event without a record.
fn place_of(tip: &Tip) -> Place {
    Place::new(tip.next, 0, tip.last.clone(), None)
}

/// Where the next event is to stand.
fn revision_behind(tip: &Tip) -> u64 {
    tip.revision.map_or(0, |revision| revision + 1)
}
