//! What three nodes are to whoever uses them: one ledger.

use std::time::Duration;

use chrono::{DateTime, TimeDelta};
use rollbook_testkit::{PostgresServer, wait_until};
use serde_json::{Value, json};

use crate::client::Client;
use crate::cluster::{Cluster, PATIENCE};
use crate::deletion;

#[test]
fn three_nodes_share_a_ledger() {
    let server = PostgresServer::start();
    let cluster = Cluster::start(&server.url());
    what_is_written_on_one_node_is_read_on_another(&cluster);
    a_write_that_is_tried_again_on_another_node_is_done_once(&cluster);
    commands_on_a_nodes_directory_are_seen_by_all(&cluster);
    a_token_of_one_node_works_on_another_until_it_is_revoked(&cluster);
    an_admin_who_is_removed_on_one_node_is_out_on_another(&cluster);
    what_is_scheduled_runs_once(&cluster);
    a_plan_waits_on_the_node_that_made_it(&cluster);
    deletion::somebody_deleted_on_one_node_is_gone_from_all(&cluster, &server);
    the_signing_key_is_replaced_for_all(&cluster);
    cluster.assert_same();
    a_node_that_comes_later_takes_the_whole_log(&cluster);
}

/// Adds an account; tells its id, and where the log is then.
pub fn add_account(cluster: &Cluster, node: usize, name: &str) -> (String, u64) {
    let body = json!({ "email": format!("{name}@north.example"), "institution": 1 });
    let added = cluster
        .robot
        .post(&cluster.nodes[node], "/accounts", &body.to_string());
    let position = added.written();
    (added.field("account_id"), position)
}

fn what_is_written_on_one_node_is_read_on_another(cluster: &Cluster) {
    for round in 0..30 {
        let (id, position) = add_account(cluster, round % 3, &format!("pupil{round}"));
        let reader = &cluster.nodes[(round + 1) % 3];
        let path = format!("/accounts/{id}");
        let seen = cluster.robot.get_since(reader, &path, position);
        assert_eq!(seen.status, 200, "round {round}: {}", seen.text());
    }
    // A position that nobody has reached.
    let early = cluster
        .robot
        .get_since(&cluster.nodes[0], "/seats", 1 << 40);
    assert_eq!((early.status, early.code().as_str()), (503, "behind"));
}

/// A client whose answer was lost asks another node, which may not have followed yet.
fn a_write_that_is_tried_again_on_another_node_is_done_once(cluster: &Cluster) {
    let body = json!({ "email": "twice@north.example", "institution": 1 }).to_string();
    let headers = [
        ("content-type", "application/json"),
        ("idempotency-key", "pressed-twice"),
    ];
    let answers = cluster.nodes.iter().map(|node| {
        let answer = cluster
            .robot
            .ask(node, "POST", "/accounts", &headers, &body)
            .expect("an answer");
        answer.written();
        answer.field("account_id")
    });
    let answers: Vec<String> = answers.collect();
    assert!(answers.iter().all(|id| *id == answers[0]), "{answers:?}");
}

fn commands_on_a_nodes_directory_are_seen_by_all(cluster: &Cluster) {
    let added = cluster.nodes[1].json(&["account", "add", "--email", "typed@north.example"]);
    let path = format!("/accounts/{}", added["account_id"].as_str().expect("an id"));
    let position = added["position"].as_u64().expect("a position");
    for node in &cluster.nodes {
        let seen = cluster.robot.get_since(node, &path, position);
        assert_eq!(seen.status, 200, "{}", seen.text());
    }
    // And the other way round: a command takes over what the servers recorded before it.
    let (_, _) = add_account(cluster, 0, "asked");
    let shown = cluster.nodes[2].json(&["account", "show", "asked@north.example"]);
    assert_eq!(shown["email"], "asked@north.example");
}

fn a_token_of_one_node_works_on_another_until_it_is_revoked(cluster: &Cluster) {
    let [first, second, third] = cluster.nodes.as_slice() else {
        panic!("three nodes");
    };
    let body = json!({ "name": "gate", "role": "auditor" }).to_string();
    let created = cluster.robot.post(first, "/tokens", &body);
    created.written();
    let gate = Client::with_token(&created.field("secret"));
    assert_eq!(gate.get(first, "/seats").status, 200);
    cluster.wait_until_level();
    assert_eq!(gate.get(third, "/seats").status, 200);

    let path = format!("/tokens/{}", created.field("token_id"));
    let revoked = cluster.robot.delete(second, &path, "").written();
    for node in &cluster.nodes {
        let refused = gate.get_since(node, "/seats", revoked);
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (401, "not-signed-in")
        );
    }
}

fn an_admin_who_is_removed_on_one_node_is_out_on_another(cluster: &Cluster) {
    let [first, second, _] = cluster.nodes.as_slice() else {
        panic!("three nodes");
    };
    let kim = json!({
        "email": "kim@north.example", "role": "institution_admin", "institution": 1,
    });
    let added = cluster.robot.post(first, "/admins", &kim.to_string());
    added.written();
    cluster.wait_until_level();
    // Links and sessions are the node's that made them.
    let kim = json!({ "email": "kim@north.example" }).to_string();
    let link = cluster.robot.post(second, "/admins/links", &kim);
    let browser = Client::signed_in(second, &link.field("sign_in_secret"));
    assert_eq!(browser.get(second, "/accounts").status, 200);

    let removed = cluster.robot.post(first, "/admins/removal", &kim).written();
    let out = browser.get_since(second, "/accounts", removed);
    assert_eq!((out.status, out.code().as_str()), (401, "not-signed-in"));
    assert_eq!(browser.post(second, "/groups", "{}").status, 401);
}

fn what_is_scheduled_runs_once(cluster: &Cluster) {
    let (id, _) = add_account(cluster, 0, "scheduled");
    let history = format!("/accounts/{id}/history");
    let added = &cluster.robot.get(&cluster.nodes[0], &history).json()["events"][0];
    let added = DateTime::parse_from_rfc3339(added["at"].as_str().expect("a time"));
    let due = (added.expect("a time") + TimeDelta::seconds(5)).to_rfc3339();
    let add = ["schedule", "add", "disable", "scheduled@north.example"];
    cluster.nodes[2].json(&[&add, ["--from", &due, "--yes"].as_slice()].concat());
    let path = format!("/accounts/{id}");
    for node in &cluster.nodes {
        wait_until(PATIENCE, "the step to be seen", || {
            cluster.robot.get(node, &path).field("status") == "disabled"
        });
    }
    // Every node has the time to run it again.
    std::thread::sleep(Duration::from_secs(3));
    cluster.wait_until_level();
    for node in &cluster.nodes {
        assert_eq!(
            count(&cluster.robot.get(node, &history).json(), "AccountDisabled"),
            1
        );
        let steps = cluster.robot.get(node, "/events?type=StepRan").json();
        assert_eq!(count(&steps, "StepRan"), 1, "{steps}");
    }
}

fn a_plan_waits_on_the_node_that_made_it(cluster: &Cluster) {
    let [first, second, _] = cluster.nodes.as_slice() else {
        panic!("three nodes");
    };
    let file = "email,institution\nplanned@north.example,1\n";
    let plan = cluster
        .robot
        .upload(first, "/imports?profile=accounts", file);
    assert_eq!(plan.status, 201, "{}", plan.text());
    let path = format!("/imports/{}/apply", plan.field("plan_id"));
    assert_eq!(cluster.robot.post(second, &path, "{}").status, 404);
    // To another node its key seems to belong to nothing.
    assert_eq!(cluster.nodes[1].json(&["doctor"])["ok"], true);
    // What another node recorded meanwhile does not make another plan of it.
    add_account(cluster, 1, "meanwhile");
    let applied = cluster.robot.post(first, &path, "{}");
    assert_eq!(applied.status, 200, "{}", applied.text());
    assert_eq!(applied.json()["effects"]["create"], 1);
    let batches = cluster
        .robot
        .get_since(second, "/batches", applied.written());
    let batch = applied.field("batch_id");
    assert!(batches.text().contains(&batch), "{}", batches.text());
}

fn the_signing_key_is_replaced_for_all(cluster: &Cluster) {
    cluster.nodes[2].kill();
    let rotated = cluster.nodes[0].json(&["log", "key", "rotate"]);
    assert_eq!(
        rotated["keys"].as_array().map(Vec::len),
        Some(2),
        "{rotated}"
    );
    // Each node signs with the new one, also one that was off, or has not heard of it yet.
    cluster.nodes[2].start();
    for node in 0..3 {
        add_account(cluster, node, &format!("signed{node}"));
    }
    for node in &cluster.nodes {
        assert_eq!(node.json(&["log", "key", "show"])["keys"], rotated["keys"]);
    }
}

fn a_node_that_comes_later_takes_the_whole_log(cluster: &Cluster) {
    let late = crate::node::Node::new(&cluster.shared);
    late.start();
    let same = cluster.assert_same();
    let verified = late.json(&["verify"]);
    assert_eq!(verified["root"], same.root.as_str());
    let checked = late.json(&["rebuild", "--check"]);
    assert_eq!(checked["digest"], same.digest.as_str());
    assert_eq!(cluster.robot.get(&late, "/seats").status, 200);
}

fn count(list: &Value, kind: &str) -> usize {
    let events = list["events"].as_array().expect("events");
    events.iter().filter(|event| event["type"] == kind).count()
}
