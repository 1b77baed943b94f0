//! Work that comes again and again as long as a server serves, each kind on a thread of its own.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::Error;

/// How often some work comes, and what is said where it fails.
pub(crate) struct Recurring {
    /// What the thread is called.
    pub(crate) name: &'static str,
    /// Between two turns.
    pub(crate) pause: Duration,
    /// Between a turn that failed and the next.
    pub(crate) rest: Duration,
    /// What was not done, as a sentence of the process's log.
    pub(crate) failure: &'static str,
}

/// Work in the background. Dropped, it ends: within a pause, or where a turn that just runs can leave
/// off, and whoever drops it waits for that.
pub struct Background {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Whether the work shall end.
pub(crate) struct Stopping(Receiver<()>);

impl Recurring {
    /// Starts with a turn at once. A turn that takes long asks now and then whether it shall end.
    ///
    /// # Errors
    /// [`Error::NoThread`] where the machine gives no thread.
    pub(crate) fn start(
        self,
        mut work: impl FnMut(&Stopping) -> Result<(), Error> + Send + 'static,
    ) -> Result<Background, Error> {
        let (stop, stopped) = channel();
        let stopping = Stopping(stopped);
        let thread = std::thread::Builder::new()
            .name(self.name.to_owned())
            .spawn(move || {
                let mut state = State::default();
                loop {
                    let pause = match work(&stopping) {
                        Err(Error::ShuttingDown) => return,
                        outcome => self.tell(&mut state, outcome),
                    };
                    if stopping.is_asked_within(pause) {
                        return;
                    }
                }
            })
            .map_err(Error::NoThread)?;
        Ok(Background {
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// Says what failed, or that it works again, once for as long as it stays so; returns how long to rest.
    fn tell(&self, state: &mut State, outcome: Result<(), Error>) -> Duration {
        match (state.change(&outcome), outcome) {
            (false, Ok(())) => self.pause,
            (true, Ok(())) => {
                tracing::info!("{}: that is over", self.failure);
                self.pause
            }
            (false, Err(_)) => self.rest,
            (true, Err(error)) => {
                tracing::error!(
                    code = error.code(),
                    %error,
                    "{}; it is tried again every {} seconds",
                    self.failure,
                    self.rest.as_secs()
                );
                self.rest
            }
        }
    }
}

/// What was said last: the code of a failure that goes on.
#[derive(Default)]
struct State(Option<&'static str>);

impl State {
    /// Whether an outcome is another than before.
    fn change(&mut self, outcome: &Result<(), Error>) -> bool {
        let now = outcome.as_ref().err().map(Error::code);
        std::mem::replace(&mut self.0, now) != now
    }
}

impl Stopping {
    pub(crate) fn is_asked(&self) -> bool {
        self.0.try_recv() != Err(TryRecvError::Empty)
    }

    fn is_asked_within(&self, pause: Duration) -> bool {
        self.0.recv_timeout(pause) != Err(RecvTimeoutError::Timeout)
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            // A panic there has been told on standard error.
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    /// Longer than any test waits for.
    const LONG: Duration = Duration::from_secs(3600);

    fn recurring(pause: Duration, rest: Duration) -> Recurring {
        Recurring {
            name: "test",
            pause,
            rest,
            failure: "nothing was done",
        }
    }

    #[test]
    fn a_turn_comes_at_once_and_again_also_after_a_failure() {
        let (turn, turns) = channel();
        let mut outcomes = [Ok(()), Err(Error::Contended), Ok(())].into_iter();
        let soon = Duration::from_millis(1);
        let working = recurring(soon, soon).start(move |_| {
            let outcome = outcomes.next().unwrap_or(Err(Error::ShuttingDown));
            turn.send(outcome.is_ok()).expect("somebody looks");
            outcome
        });
        // The last one says that nobody will do anything any more.
        assert_eq!(turns.iter().collect::<Vec<_>>(), [true, false, true, false]);
        drop(working.expect("a thread"));
    }

    #[test]
    fn what_stays_as_it_is_is_said_once() {
        let mut state = State::default();
        let outcomes = [
            Ok(()),
            Err(Error::Contended),
            Err(Error::Contended),
            Err(Error::KeyMissing),
            Ok(()),
            Ok(()),
        ];
        let said = outcomes.map(|outcome| state.change(&outcome));
        assert_eq!(said, [false, true, false, true, true, false]);
    }

    #[test]
    fn a_pause_is_cut_short() {
        let (turn, turns) = channel();
        let working = recurring(LONG, LONG).start(move |_| {
            turn.send(()).expect("somebody looks");
            Ok(())
        });
        turns.recv().expect("a turn");
        drop(working.expect("a thread"));
        assert!(turns.recv().is_err(), "the thread has ended");
    }

    #[test]
    fn a_turn_that_runs_is_told_to_leave_off_and_waited_for() {
        let has_left_off = Arc::new(AtomicBool::new(false));
        let (turn, turns) = channel();
        let left_off = Arc::clone(&has_left_off);
        let working = recurring(LONG, LONG).start(move |stopping| {
            turn.send(()).expect("somebody looks");
            while !stopping.is_asked() {
                std::thread::yield_now();
            }
            left_off.store(true, Ordering::SeqCst);
            Ok(())
        });
        turns.recv().expect("a turn");
        drop(working.expect("a thread"));
        assert!(has_left_off.load(Ordering::SeqCst));
    }
}
