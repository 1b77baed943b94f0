//! An import whose node may be killed while it is applied.

use std::fmt::Write;
use std::time::Duration;

use super::Scene;
use crate::cluster::Cluster;
use crate::node::Node;

/// The plan is on one node, which may have to come back first.
const PAUSE: Duration = Duration::from_millis(500);

/// A plan that waits on one of the nodes.
pub struct Import {
    node: usize,
    name: &'static str,
    rows: usize,
    plan: String,
}

impl Import {
    /// Uploads a file of people whose usernames begin with `name`.
    pub fn plan(cluster: &Cluster, node: usize, name: &'static str, rows: usize) -> Import {
        let mut file = "email,username,institution,first_name,last_name\n".to_owned();
        for number in 0..rows {
            writeln!(
                file,
                "{name}{number}@north.example,{name}{number},1,First{number},Last{number}"
            )
            .unwrap();
        }
        let node_of = &cluster.nodes[node];
        let plan = cluster
            .robot
            .upload(node_of, "/imports?profile=accounts", &file);
        assert_eq!(plan.status, 201, "{}", plan.text());
        assert_eq!(plan.json()["effects"]["create"], rows, "{}", plan.text());
        Import {
            node,
            name,
            rows,
            plan: plan.field("plan_id"),
        }
    }

    /// Applies it, with one key until there is an answer; tells the batch.
    pub fn apply(&self, scene: &Scene) -> String {
        let path = format!("/imports/{}/apply", self.plan);
        let headers = [
            ("content-type", "application/json"),
            ("idempotency-key", self.plan.as_str()),
        ];
        let node = &scene.cluster.nodes[self.node];
        scene.say(&format!("{} is being applied", self.name));
        let mut why = String::new();
        loop {
            scene.assert_goes_on();
            let asked = scene.cluster.robot.ask(node, "POST", &path, &headers, "{}");
            let refused = match asked {
                Ok(answer) if answer.status == 200 => {
                    scene.say(&format!("{} is applied", self.name));
                    return answer.field("batch_id");
                }
                Ok(answer) => {
                    assert_eq!(answer.status, 503, "{}", answer.text());
                    answer.code()
                }
                Err(error) => error,
            };
            if refused != why {
                scene.say(&format!("{}: {refused}", self.name));
                why = refused;
            }
            std::thread::sleep(PAUSE);
        }
    }

    /// Everybody is there, by one batch.
    pub fn assert_whole(&self, cluster: &Cluster, node: &Node, batch: &str) {
        let batches = cluster.robot.get(node, "/batches").json();
        let batches = batches["batches"].as_array().unwrap();
        let events = self.rows as u64 + 1;
        let found: Vec<_> = batches
            .iter()
            .filter(|found| found["batch_id"] == batch)
            .collect();
        assert_eq!(found.len(), 1, "{batches:?}");
        assert_eq!(batches.len(), 2, "{batches:?}");
        let first = found[0]["first_position"].as_u64().unwrap();
        let last = found[0]["last_position"].as_u64().unwrap();
        assert_eq!(last - first + 1, events, "{found:?}");
        for number in [0, self.rows / 2, self.rows - 1] {
            let search = format!(r#"{{"search": "{}{number}@north.example"}}"#, self.name);
            let found = cluster.robot.post(node, "/accounts/search", &search);
            let accounts = found.json()["accounts"].as_array().map(Vec::len);
            assert_eq!(accounts, Some(1), "{}", found.text());
        }
    }
}
