//! Nodes that share a ledger, with one institution in it and a program that may do everything.

use std::time::Duration;

use rollbook_testkit::wait_until;
use serde_json::Value;
use tempfile::TempDir;

use crate::client::Client;
use crate::node::{Node, Shared};

/// How long a node may take to have what the others recorded, on a machine that is busy.
pub const PATIENCE: Duration = Duration::from_secs(60);

pub struct Cluster {
    pub nodes: Vec<Node>,
    pub shared: Shared,
    /// A domain admin.
    pub robot: Client,
    /// Of the key under which the keyring is kept: every node's settings name the same file.
    _desk: TempDir,
}

/// What all nodes must agree on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sameness {
    pub size: u64,
    pub root: String,
    pub digest: String,
}

impl Cluster {
    /// Three nodes that serve, on a database for the log and the keys.
    pub fn start(database: &str) -> Cluster {
        Cluster::of(3, database)
    }

    /// The same with more or fewer.
    pub fn of(count: usize, database: &str) -> Cluster {
        Cluster::on(count, database, database)
    }

    /// The same with a place for the log and another one for the keys.
    pub fn on(count: usize, log: &str, keys: &str) -> Cluster {
        let desk = tempfile::tempdir().expect("a temporary directory");
        let shared = Shared {
            log: log.to_owned(),
            keys: keys.to_owned(),
            master_key: desk.path().join("master.key"),
        };
        let nodes: Vec<Node> = (0..count).map(|_| Node::new(&shared)).collect();
        nodes.iter().for_each(Node::start);
        let created = nodes[0].json(&[
            "token",
            "create",
            "--name",
            "robot",
            "--role",
            "domain_admin",
        ]);
        let secret = created["secret"].as_str().expect("a new secret");
        let cluster = Cluster {
            robot: Client::with_token(secret),
            nodes,
            shared,
            _desk: desk,
        };
        let add = ["institution", "add", "--name", "North", "--id", "1"];
        cluster.nodes[0].json(&add);
        cluster.wait_until_level();
        cluster
    }

    /// Waits until every node has everything.
    pub fn wait_until_level(&self) {
        for node in &self.nodes {
            wait_until(PATIENCE, "a node to have everything", || {
                let ready = readiness(node);
                ready["status"] == "ready" && ready["behind"] == 0
            });
        }
    }

    /// Every node's log is the one that was signed, its views are those that the log gives, and all
    /// nodes have the same.
    pub fn assert_same(&self) -> Sameness {
        self.wait_until_level();
        let seen: Vec<Sameness> = std::thread::scope(|scope| {
            let examining: Vec<_> = self
                .nodes
                .iter()
                .map(|node| scope.spawn(|| examine(node)))
                .collect();
            let examined = examining.into_iter().map(|node| node.join());
            examined
                .map(|seen| seen.expect("it was examined"))
                .collect()
        });
        for other in &seen {
            assert_eq!(*other, seen[0]);
        }
        seen[0].clone()
    }
}

/// What `/health/ready` says of a node.
pub fn readiness(node: &Node) -> Value {
    let stranger = Client::new(crate::client::Credentials::None);
    stranger.get(node, "/health/ready").json()
}

fn examine(node: &Node) -> Sameness {
    let verified = node.json(&["verify"]);
    assert_eq!(verified["ok"], true, "{verified}");
    assert_eq!(verified["signed"], true, "{verified}");
    let checked = node.json(&["rebuild", "--check"]);
    assert_eq!(checked["equal"], true, "{checked}");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    Sameness {
        size: verified["size"].as_u64().expect("a number"),
        root: text(&verified["root"]),
        digest: text(&checked["digest"]),
    }
}
