//! Stands between a node and its database, and cuts the connection when it is told to.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// When to cut a connection.
#[derive(Clone)]
pub struct Cut {
    /// As soon as the node has sent these bytes, which the server then does not get; or …
    pub node_says: &'static [u8],
    /// … which it does get, and once it has answered this, which the node does not get.
    pub server_answers: Option<&'static [u8]>,
}

/// Forwards connections to one port.
pub struct Proxy {
    port: u16,
    cut: Arc<Mutex<Option<Cut>>>,
}

impl Proxy {
    /// Its thread ends with the test.
    pub fn to(server: u16) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let cut = Arc::new(Mutex::new(None));
        let shared = Arc::clone(&cut);
        thread::spawn(move || {
            for node in listener.incoming().flatten() {
                if let Ok(server) = TcpStream::connect(("127.0.0.1", server)) {
                    forward(node, server, &shared);
                }
            }
        });
        Proxy { port, cut }
    }

    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Cuts one connection, once.
    pub fn cut(&self, cut: Cut) {
        *self.cut.lock().expect("not poisoned") = Some(cut);
    }

    /// Whether it was done.
    pub fn has_cut(&self) -> bool {
        self.cut.lock().expect("not poisoned").is_none()
    }
}

fn forward(node: TcpStream, server: TcpStream, cut: &Arc<Mutex<Option<Cut>>>) {
    // Set by what the node says, for the other direction.
    let awaited: Arc<Mutex<Option<&'static [u8]>>> = Arc::default();
    let both = |stream: &TcpStream| stream.try_clone().expect("a second handle");
    let (cut, sets) = (Arc::clone(cut), Arc::clone(&awaited));
    copy(both(&node), both(&server), move |sent| {
        let mut cut = cut.lock().expect("not poisoned");
        let Some(armed) = cut.take_if(|cut| holds(sent, cut.node_says)) else {
            return false;
        };
        *sets.lock().expect("not poisoned") = armed.server_answers;
        armed.server_answers.is_none()
    });
    copy(server, node, move |answered| {
        let awaited = *awaited.lock().expect("not poisoned");
        awaited.is_some_and(|awaited| holds(answered, awaited))
    });
}

/// Copies until the end, or until it is to be cut, which ends both directions. What was said last
/// counts, also where it came in several pieces.
fn copy(
    mut from: TcpStream,
    mut to: TcpStream,
    mut is_cut: impl FnMut(&[u8]) -> bool + Send + 'static,
) {
    thread::spawn(move || {
        let (mut piece, mut said) = (vec![0; 65536], Vec::new());
        while let Ok(count @ 1..) = from.read(&mut piece) {
            said.extend_from_slice(&piece[..count]);
            if is_cut(&said) || to.write_all(&piece[..count]).is_err() {
                break;
            }
            let kept = said.len().saturating_sub(64);
            said.drain(..kept);
        }
        let _ = from.shutdown(Shutdown::Both);
        let _ = to.shutdown(Shutdown::Both);
    });
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
