//! A node says when it does not follow, and goes on by itself when it can.

use std::time::{Duration, Instant};

use rollbook_testkit::{PostgresServer, wait_until};

use crate::cluster::{Cluster, PATIENCE, readiness};
use crate::story::add_account;

/// A balancer asks again and again, and waits no longer than this.
const PROMPT: Duration = Duration::from_secs(12);

#[test]
fn a_node_is_behind_while_the_log_does_not_answer_and_goes_on_by_itself() {
    let server = PostgresServer::start();
    let cluster = Cluster::start(&server.url());
    server.stop();
    says_that_it_is_behind(&cluster);
    server.start_again();
    goes_on(&cluster, "stopped");

    // No refusal, and no answer either.
    server.freeze();
    says_that_it_is_behind(&cluster);
    server.thaw();
    goes_on(&cluster, "frozen");
    cluster.assert_same();
}

fn says_that_it_is_behind(cluster: &Cluster) {
    let node = &cluster.nodes[1];
    wait_until(PATIENCE, "the node to be behind", || {
        let asked = Instant::now();
        let said = readiness(node);
        assert!(
            asked.elapsed() < PROMPT,
            "{said} after {:?}",
            asked.elapsed()
        );
        if said["status"] == "ready" {
            return false;
        }
        assert_eq!(said["status"], "behind", "{said}");
        assert_eq!(said["code"], "shared-log-unreachable", "{said}");
        assert!(said["since"].is_string(), "{said}");
        true
    });
    // What the node has can be read; nothing can be written.
    assert_eq!(cluster.robot.get(node, "/institutions").status, 200);
    let body = r#"{"email": "nobody@north.example", "institution": 1}"#;
    let refused = cluster.robot.post(node, "/accounts", body);
    assert_eq!(refused.status, 503, "{}", refused.text());
}

fn goes_on(cluster: &Cluster, name: &str) {
    cluster.wait_until_level();
    let (id, position) = add_account(cluster, 1, name);
    let path = format!("/accounts/{id}");
    let seen = cluster.robot.get_since(&cluster.nodes[2], &path, position);
    assert_eq!(seen.status, 200, "{}", seen.text());
}
