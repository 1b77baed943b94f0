//! Stands between a node and its store, and interrupts them at one of their steps.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// What happens at a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Interruption {
    /// What the node says does not arrive, and the connection is torn.
    NothingArrives,
    /// It arrives, and the connection is torn before the answer does.
    NoAnswer,
    /// Nothing arrives any more, and the connection stands.
    Silence,
    /// Each piece of what the node says arrives so much later, from then on.
    Late(Duration),
}

/// A port of this machine that leads to a store. A step is what a node says until the store says
/// something.
pub(super) struct Line {
    pub address: SocketAddr,
    plan: Arc<Mutex<Plan>>,
}

struct Plan {
    steps: usize,
    at: usize,
    what: Interruption,
    /// Nothing goes through from then on.
    is_end: bool,
    has_come: bool,
}

/// One connection.
#[derive(Default)]
struct Talk {
    /// The store spoke last, or nobody has.
    is_nodes_turn: AtomicBool,
    is_answer_lost: AtomicBool,
}

impl Line {
    /// Interrupts at the step of this number, for once or for ever.
    pub(super) fn to(server: SocketAddr, at: usize, what: Interruption, is_end: bool) -> Line {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let plan = Arc::new(Mutex::new(Plan {
            steps: 0,
            at,
            what,
            is_end,
            has_come: false,
        }));
        let line = Arc::clone(&plan);
        // Ends with the test.
        thread::spawn(move || {
            for node in listener.incoming().flatten() {
                if !locked(&line).is_over()
                    && let Ok(server) = TcpStream::connect(server)
                {
                    connect(node, server, &line);
                }
            }
        });
        Line { address, plan }
    }

    /// Whether there was such a step.
    pub(super) fn has_interrupted(&self) -> bool {
        locked(&self.plan).has_come
    }
}

impl Plan {
    fn is_over(&self) -> bool {
        self.has_come && self.is_end
    }

    fn delay(&self) -> Duration {
        match self.what {
            Interruption::Late(delay) if self.has_come => delay,
            _ => Duration::ZERO,
        }
    }

    /// What happens at the step that begins now.
    fn next_step(&mut self) -> Option<Interruption> {
        let is_now = self.steps == self.at;
        self.steps += 1;
        self.has_come |= is_now;
        is_now.then_some(self.what)
    }
}

fn locked(plan: &Mutex<Plan>) -> MutexGuard<'_, Plan> {
    plan.lock().unwrap_or_else(PoisonError::into_inner)
}

fn connect(node: TcpStream, server: TcpStream, plan: &Arc<Mutex<Plan>>) {
    for stream in [&node, &server] {
        stream.set_nodelay(true).expect("a connection");
    }
    let talk = Arc::new(Talk {
        is_nodes_turn: AtomicBool::new(true),
        ..Talk::default()
    });
    let both = |stream: &TcpStream| stream.try_clone().expect("a second handle");
    let (asked, asking) = (Arc::clone(plan), Arc::clone(&talk));
    let mut is_silent = false;
    copy(both(&node), both(&server), move |piece, to| {
        let mut plan = locked(&asked);
        let step = match asking.is_nodes_turn.swap(false, Ordering::SeqCst) {
            true => plan.next_step(),
            false => None,
        };
        let (is_over, delay) = (plan.is_over() && step.is_none(), plan.delay());
        drop(plan);
        thread::sleep(delay);
        match step {
            _ if is_over => return false,
            Some(Interruption::NothingArrives) => return false,
            Some(Interruption::NoAnswer) => asking.is_answer_lost.store(true, Ordering::SeqCst),
            Some(Interruption::Silence) => is_silent = true,
            Some(Interruption::Late(_)) | None => {}
        }
        is_silent || to.write_all(piece).is_ok()
    });
    copy(server, node, move |piece, to| {
        talk.is_nodes_turn.store(true, Ordering::SeqCst);
        !talk.is_answer_lost.load(Ordering::SeqCst) && to.write_all(piece).is_ok()
    });
}

/// Passes on what one side says, until either has gone, or it is no longer to be passed on.
fn copy(
    mut from: TcpStream,
    mut to: TcpStream,
    mut pass: impl FnMut(&[u8], &mut TcpStream) -> bool + Send + 'static,
) {
    thread::spawn(move || {
        let mut piece = vec![0; 1 << 16];
        while let Ok(count @ 1..) = from.read(&mut piece) {
            if !pass(&piece[..count], &mut to) {
                break;
            }
        }
        // The other side may have gone before.
        let _ = from.shutdown(Shutdown::Both);
        let _ = to.shutdown(Shutdown::Both);
    });
}
