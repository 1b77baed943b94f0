//! R64: a node takes nothing out of the store that the ledger's key has not signed.

use rollbook_testkit::{PostgresServer, wait_until};

use crate::cluster::{Cluster, PATIENCE, readiness};
use crate::forgery;
use crate::node::{Node, SERVE};
use crate::story::add_account;

/// What somebody with all rights on the store can do to it, and what a node says.
const TAMPERINGS: [(&str, &str); 10] = [
    (
        "UPDATE rollbook_log SET record = set_byte(record, length(record) - 1,
            get_byte(record, length(record) - 1) # 1) WHERE position = 6",
        "shared-log-not-as-signed",
    ),
    (
        "UPDATE rollbook_log SET record = set_byte(record, 0, get_byte(record, 0) # 1)
            WHERE position = 6",
        "shared-log-not-as-signed",
    ),
    (
        "UPDATE rollbook_log SET record = set_byte(record, length(record) / 2,
            get_byte(record, length(record) / 2) # 1) WHERE position = 6",
        "shared-log-not-as-signed",
    ),
    (
        "UPDATE rollbook_log SET record = '' WHERE position = 6",
        "shared-log-not-as-signed",
    ),
    (
        "UPDATE rollbook_log SET record = (SELECT record FROM rollbook_log WHERE position = 7)
            WHERE position = 8",
        "shared-log-not-as-signed",
    ),
    (
        "UPDATE rollbook_log AS one SET record = other.record FROM rollbook_log AS other
            WHERE one.position IN (7, 8) AND other.position = 15 - one.position",
        "shared-log-not-as-signed",
    ),
    (
        "UPDATE rollbook_log AS one SET checkpoint = other.checkpoint FROM rollbook_log AS other
            WHERE one.position = 7 AND other.position = 6",
        "shared-log-not-as-signed",
    ),
    (
        "UPDATE rollbook_log SET checkpoint = NULL",
        "shared-log-not-as-signed",
    ),
    (UNSIGNED, "shared-log-not-as-signed"),
    (
        "DELETE FROM rollbook_log WHERE position = 6",
        "shared-log-damaged",
    ),
];

/// Something that happened once is to happen again.
const UNSIGNED: &str = "INSERT INTO rollbook_log (position, record)
    SELECT 1 + (SELECT max(position) FROM rollbook_log), record
    FROM rollbook_log WHERE position = 7";

const CUT: &str =
    "DELETE FROM rollbook_log WHERE position > (SELECT max(position) - 2 FROM rollbook_log)";

#[test]
fn r64_a_node_takes_nothing_from_the_store_that_was_not_signed() {
    let server = PostgresServer::start();
    let cluster = Cluster::of(2, &server.url());
    for number in 0..6 {
        let (id, _) = add_account(&cluster, number % 2, &format!("pupil{number}"));
        let path = format!("/accounts/{id}/disable");
        cluster.robot.post(&cluster.nodes[0], &path, "{}").written();
    }
    cluster.wait_until_level();
    server.execute("CREATE TABLE kept AS TABLE rollbook_log");

    let another_key = forgery::adopt_another_key(&server);
    for (tampering, code) in [
        (UNSIGNED, "shared-log-not-as-signed"),
        (another_key.as_str(), "shared-log-not-as-signed"),
        (CUT, "shared-log-behind"),
    ] {
        server.execute(tampering);
        the_nodes_stop(&cluster, code);
        put_back(&server);
        cluster.wait_until_level();
    }
    let before = cluster.assert_same();
    let anew = forgery::sign_everything_anew(&server);
    let forgeries = [
        (another_key.as_str(), "shared-log-not-as-signed"),
        (anew.as_str(), "signing-key-missing"),
    ];
    for (tampering, code) in TAMPERINGS.into_iter().chain(forgeries) {
        server.execute(tampering);
        let new = Node::new(&cluster.shared);
        assert_eq!(new.refusal(&SERVE), code, "{tampering}");
        put_back(&server);
    }
    let new = Node::new(&cluster.shared);
    new.start();
    assert_eq!(new.json(&["verify"])["root"], before.root.as_str());
    assert_eq!(cluster.assert_same(), before);
}

/// Nodes that serve see it, say so and write nothing; a command says so too.
fn the_nodes_stop(cluster: &Cluster, code: &str) {
    for node in &cluster.nodes {
        wait_until(PATIENCE, code, || {
            let said = readiness(node);
            said["status"] == "behind" && said["code"] == code
        });
        let body = r#"{"email": "lost@north.example", "institution": 1}"#;
        let refused = cluster.robot.post(node, "/accounts", body);
        assert_eq!((refused.status, refused.code().as_str()), (500, code));
        assert_eq!(cluster.robot.get(node, "/institutions").status, 200);
        let add = ["account", "add", "--email", "lost@north.example"];
        assert_eq!(node.refusal(&add), code);
    }
}

fn put_back(server: &PostgresServer) {
    server.execute("BEGIN; TRUNCATE rollbook_log; INSERT INTO rollbook_log TABLE kept; COMMIT");
}
