//! A double of a KurrentDB cluster: its protocol, spoken to the real client over TCP. It keeps to what
//! a server does with streams, revisions and repeated appends, and fails in every way that it is told
//! to.

#![expect(
    clippy::result_large_err,
    reason = "the status of a call is as large as gRPC's library makes it"
)]

mod behaviour;
mod faults;
mod node;
mod services;
mod socket;
mod store;
mod tls;
mod wire;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;

use behaviour::Behaviour;
pub use faults::{AppendFault, How, ReadFault};
use node::Node;
pub use store::StoredEvent;

/// Several nodes over one store, of which the first leads.
pub struct KurrentDouble {
    behaviour: Arc<Behaviour>,
    nodes: Vec<Node>,
    runtime: Option<Runtime>,
}

impl KurrentDouble {
    /// Starts on free ports of this machine.
    pub fn start(nodes: usize) -> KurrentDouble {
        KurrentDouble::start_by(nodes, None)
    }

    /// The same by TLS, with a certificate and its key in PEM.
    pub fn start_with_tls(nodes: usize, certificate: &str, key: &str) -> KurrentDouble {
        KurrentDouble::start_by(nodes, Some(tls::acceptor(certificate, key)))
    }

    fn start_by(nodes: usize, tls: Option<TlsAcceptor>) -> KurrentDouble {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("kurrentdb-double")
            .enable_all()
            .build()
            .expect("a runtime");
        let behaviour = Arc::new(Behaviour::new());
        let start = |number| {
            let behaviour = Arc::clone(&behaviour);
            runtime.block_on(Node::start(number, behaviour, tls.clone()))
        };
        let nodes: Vec<Node> = (0..nodes).map(start).collect();
        behaviour.know_members(nodes.iter().map(Node::address).collect());
        KurrentDouble {
            behaviour,
            nodes,
            runtime: Some(runtime),
        }
    }

    /// Names every node, so that the client asks which one leads.
    pub fn url(&self, stream: &str) -> String {
        let all: Vec<usize> = (0..self.nodes.len()).collect();
        self.url_by(&all, stream)
    }

    /// Names only these; a client that knows one node asks it for everything.
    pub fn url_by(&self, nodes: &[usize], stream: &str) -> String {
        let hosts: Vec<String> = nodes
            .iter()
            .map(|node| self.nodes[*node].address().to_string())
            .collect();
        let hosts = hosts.join(",");
        format!("kurrentdb://{hosts}/{stream}?tls=false&discoveryInterval=10&gossipTimeout=500")
    }

    /// Another node leads; nobody does for `None`. Whoever asks one that does not is told which does,
    /// or, with `is_told` false, only that this one does not.
    pub fn lead(&self, node: Option<usize>, is_told: bool) {
        self.behaviour.lead(node, is_told);
    }

    /// A node is gone with all its connections. Gossip goes on to name it, as long as it leads.
    pub fn stop(&self, node: usize) {
        self.behaviour.mark_stopped(node, true);
        self.runtime().block_on(self.nodes[node].stop());
    }

    /// It is back at the same address.
    pub fn restart(&self, node: usize) {
        self.runtime().block_on(self.nodes[node].restart());
        self.behaviour.mark_stopped(node, false);
    }

    /// The next append to a stream whose name begins so fails. Faults of one name happen in order.
    pub fn fail_append(&self, stream: &str, fault: AppendFault) {
        self.behaviour.fail_append(stream, fault);
    }

    /// The next read of a stream whose name begins so fails.
    pub fn fail_read(&self, stream: &str, fault: ReadFault) {
        self.behaviour.fail_read(stream, fault);
    }

    /// How many faults that were meant for this stream, or start of a name, have not happened yet.
    pub fn faults_left(&self, stream: &str) -> usize {
        self.behaviour.faults_left(stream)
    }

    /// Nobody else is let in from now on.
    pub fn require(&self, user: &str, password: &str) {
        self.behaviour.require(user, password);
    }

    /// Whether a read says where its stream ends; servers of old do not.
    pub fn tell_ends(&self, is_told: bool) {
        self.behaviour.tell_ends(is_told);
    }

    /// Somebody else writes an event, whatever is there.
    pub fn write(&self, stream: &str, kind: &str, custom_metadata: &str, data: &str) {
        self.behaviour
            .store()
            .write(stream, kind, custom_metadata, data);
    }

    /// Lets time pass by the clock that `$maxAge` is measured by.
    pub fn advance(&self, time: Duration) {
        self.behaviour.store().advance(time);
    }

    /// What a reader of a stream sees.
    pub fn events(&self, stream: &str) -> Vec<StoredEvent> {
        self.behaviour.store().visible(stream).to_vec()
    }

    /// Every stream that was ever written to.
    pub fn streams(&self) -> Vec<String> {
        self.behaviour.store().streams()
    }

    fn runtime(&self) -> &Runtime {
        self.runtime.as_ref().expect("it runs until it is dropped")
    }

    /// Where a node listens.
    pub fn address(&self, node: usize) -> SocketAddr {
        self.nodes[node].address()
    }
}

impl Drop for KurrentDouble {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
