//! A client that disables and enables an account of its own, and asks another node where it gets no
//! answer.

use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::time::Duration;

use serde_json::{Value, json};

use super::{Ending, Scene};
use crate::client::Answer;
use crate::cluster::Cluster;
use crate::node::Node;
use crate::story::add_account;

/// Before it asks another node.
const PAUSE: Duration = Duration::from_millis(100);

/// Answers after which a client asks again: nothing was done, or it is not known.
const ASK_AGAIN: [&str; 5] = [
    "busy",
    "maybe-recorded",
    "shared-log-unreachable",
    "shared-keys-unreachable",
    "shutting-down",
];

/// A client, and the account that nobody else changes.
pub struct Changer {
    number: usize,
    account: String,
}

/// What it has asked for.
pub struct Change {
    /// Recorded with the event, and like no other.
    reason: String,
    /// Of the event, as the answer said; `None` where no answer came.
    pub position: Option<u64>,
}

impl Changer {
    pub fn new(cluster: &Cluster, number: usize) -> Changer {
        let (account, _) = add_account(cluster, number % 3, &format!("client{number}"));
        Changer { number, account }
    }

    /// Changes the account again and again until it is over.
    pub fn change(&self, scene: &Scene) -> Vec<Change> {
        let failing = Ending(scene);
        let mut changes = Vec::new();
        while !scene.is_over.load(Ordering::Relaxed) {
            let count = changes.len();
            let reason = format!("client {}, change {count}", self.number);
            let position = self.ask(scene, count, &reason);
            if position.is_some() {
                scene.acknowledged.fetch_add(1, Ordering::Relaxed);
            }
            changes.push(Change { reason, position });
        }
        drop(failing);
        changes
    }

    /// With one key until there is an answer, or it is over.
    fn ask(&self, scene: &Scene, count: usize, reason: &str) -> Option<u64> {
        let command = ["disable", "enable"][count % 2];
        let path = format!("/accounts/{}/{command}", self.account);
        let body = json!({ "reason": reason }).to_string();
        let headers = [
            ("content-type", "application/json"),
            ("idempotency-key", reason),
        ];
        for attempt in 0.. {
            let node = &scene.cluster.nodes[(self.number + count + attempt) % 3];
            let asked = scene
                .cluster
                .robot
                .ask(node, "POST", &path, &headers, &body);
            if let Ok(answer) = &asked {
                match answer.status {
                    200 => return Some(self.position(answer)),
                    _ if ASK_AGAIN.contains(&answer.code().as_str()) => {}
                    status => panic!("{status} {}", answer.text()),
                }
            }
            if scene.is_over.load(Ordering::Relaxed) {
                return None;
            }
            std::thread::sleep(PAUSE);
        }
        None
    }

    /// Nobody else changes the account, so no change finds it done already.
    fn position(&self, answer: &Answer) -> u64 {
        let position = answer.json()["position"].as_u64();
        position.unwrap_or_else(|| panic!("client {}: {}", self.number, answer.text()))
    }

    /// What was answered is in the history once, where the answer said; what was not is there once at
    /// most; nothing else is.
    pub fn assert_exactly_once(&self, cluster: &Cluster, node: &Node, changes: &[Change]) {
        let mut found: HashMap<String, Vec<u64>> = HashMap::new();
        for event in self.history(cluster, node) {
            let reason = event["reason"].as_str().unwrap_or_default().to_owned();
            let position = event["position"].as_u64().unwrap();
            found.entry(reason).or_default().push(position);
        }
        for change in changes {
            let found = found.remove(&change.reason).unwrap_or_default();
            match change.position {
                Some(position) => assert_eq!(found, [position], "{}", change.reason),
                None => assert!(found.len() <= 1, "{}: {found:?}", change.reason),
            }
        }
        assert!(found.is_empty(), "{found:?}");
    }

    /// Everything that happened to the account since it was made.
    fn history(&self, cluster: &Cluster, node: &Node) -> Vec<Value> {
        let path = format!("/accounts/{}/history?limit=1000", self.account);
        let mut events = Vec::new();
        let mut cursor = None;
        loop {
            let path = cursor.map_or(path.clone(), |cursor: String| {
                format!("{path}&cursor={cursor}")
            });
            let page = cluster.robot.get(node, &path).json();
            events.extend(page["events"].as_array().unwrap().iter().cloned());
            cursor = page["next"].as_str().map(str::to_owned);
            if cursor.is_none() {
                events.retain(|event| event["type"] != "AccountCreated");
                return events;
            }
        }
    }
}
