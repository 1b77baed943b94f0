//! R42, R43: whoever is deleted on one node is gone from all, and from the keyring that they share.

use rollbook_testkit::PostgresServer;
use rollbook_tests::{Search, Secrets};
use serde_json::json;

use crate::cluster::Cluster;
use crate::node::Node;

/// Of the person who is deleted.
const EMAIL: &str = "octavia.butterworth@north.example";
const SIS_ID: &str = "SIS-OCTAVIA-7781";
const LAST_NAME: &str = "ButterworthLastname";
const REASON: &str = "suspended after the matter of the newts";

pub fn somebody_deleted_on_one_node_is_gone_from_all(cluster: &Cluster, server: &PostgresServer) {
    let [first, second, third] = cluster.nodes.as_slice() else {
        panic!("three nodes");
    };
    let robot = &cluster.robot;
    let person = json!({
        "email": EMAIL, "sis_id": SIS_ID, "last_name": LAST_NAME, "institution": 1,
    });
    let added = robot.post(third, "/accounts", &person.to_string());
    let position = added.written();
    let id = added.field("account_id");
    let path = format!("/accounts/{id}");
    // Every memory that a server has is filled.
    for node in &cluster.nodes {
        assert_eq!(robot.get_since(node, &path, position).field("email"), EMAIL);
        let found = robot.post(node, "/accounts/search", r#"{"search": "octavia"}"#);
        assert!(found.text().contains(EMAIL), "{}", found.text());
    }
    let reason = json!({ "reason": REASON }).to_string();
    robot
        .post(second, &format!("{path}/disable"), &reason)
        .written();
    let leavers = format!("email\n{EMAIL}\n");
    let plan = robot.upload(second, "/imports?profile=benchprep", &leavers);
    assert_eq!(plan.status, 201, "{}", plan.text());
    let plan = format!("/imports/{}", plan.field("plan_id"));
    assert_eq!(robot.get(second, &plan).status, 200);
    assert_eq!(keys_of(server, &id), "1");

    let seen = robot.post(first, &format!("{path}/deletion"), "{}");
    let order = json!({ "confirmation": seen.field("confirmation"), "identity": SIS_ID });
    let deleted = robot.delete(first, &path, &order.to_string()).written();
    assert_eq!(keys_of(server, &id), "0");

    for node in &cluster.nodes {
        let gone = robot.get_since(node, &path, deleted);
        assert_eq!(gone.field("status"), "deleted");
        let told = gone.text() + &robot.get(node, &format!("{path}/history")).text();
        for secret in [EMAIL, SIS_ID, LAST_NAME, REASON] {
            assert!(!told.contains(secret), "{told}");
        }
        let found = robot.post(node, "/accounts/search", r#"{"search": "octavia"}"#);
        assert!(!found.text().contains(EMAIL), "{}", found.text());
        let unknown = node.refusal(&["account", "show", EMAIL]);
        assert_eq!(unknown, "unknown-account");
        assert_nothing_is_left(node);
    }
    let void = robot.get(second, &plan);
    assert_eq!((void.status, void.code().as_str()), (404, "plan-void"));
}

/// How many keys the shared keyring has for an account.
fn keys_of(server: &PostgresServer, account: &str) -> String {
    let digits = account.replace('-', "");
    server.execute(&format!(
        "SELECT count(*) FROM rollbook_keys WHERE id = '\\x{digits}'"
    ))
}

fn assert_nothing_is_left(node: &Node) {
    let mut secrets = Secrets::default();
    for secret in [EMAIL, SIS_ID, LAST_NAME, REASON] {
        secrets.add(secret);
    }
    let needles = secrets.needles();
    Search::once(&node.directory(), None, &needles).assert_nothing_found("after the deletion");
    assert!(!node.said().contains("octavia"), "{}", node.said());
    // The search finds what is there.
    let mut known = Secrets::default();
    known.add_plain("SQLite format 3");
    let found = Search::once(&node.directory(), None, &known.needles()).findings;
    assert!(!found.is_empty());
}
