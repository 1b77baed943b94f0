//! What may be lost, and how it comes back: the log, a node, keys; and what must not come back.

use std::fs;
use std::path::Path;

use rollbook_testkit::{PostgresServer, Rollbook};

use crate::node::{Node, SERVE, Shared};

const ADD: [&str; 6] = [
    "account",
    "add",
    "--username",
    "bo.chen",
    "--sis-id",
    "S-bo",
];
const SHOW: [&str; 3] = ["account", "show", "bo.chen"];

/// A node that does not serve, of a ledger with one institution and one account.
struct Lone {
    node: Node,
    shared: Shared,
    desk: tempfile::TempDir,
}

impl Lone {
    fn on(server: &PostgresServer) -> Lone {
        let desk = tempfile::tempdir().unwrap();
        let shared = Shared {
            log: server.url(),
            keys: server.url(),
            // Neither the file nor its directory is there.
            master_key: desk.path().join("safe/master.key"),
        };
        let node = Node::new(&shared);
        node.json(&["institution", "add", "--name", "North", "--id", "1"]);
        node.json(&ADD);
        Lone { node, shared, desk }
    }

    fn path(&self, name: &str) -> String {
        let path = self.desk.path().join(name);
        path.to_str().unwrap().to_owned()
    }
}

#[test]
fn r64_a_log_that_is_lost_goes_on_from_the_copy_of_a_node() {
    let (lost, keys) = (PostgresServer::start(), PostgresServer::start());
    let lone = Lone::on(&lost);
    // The keys are elsewhere, as they should be.
    let (url, directory) = (keys.url(), lone.node.directory());
    let directory = directory.to_str().unwrap().to_owned();
    let settings = lone.path("rollbook.toml");
    let master_key = format!("master_key = {:?}\n", lone.shared.master_key);
    fs::write(&settings, master_key).unwrap();
    let copy = |from_keys: &str, log: &str| {
        let to = ["--to", log, "--to-keys", &url];
        let from = ["--from", &directory, "--from-keys", from_keys];
        let begin = ["--config", &settings, "log", "copy"];
        Rollbook::on(lone.path("nothing")).json(&[begin.as_slice(), &from, &to].concat())
    };
    let moved = copy(&lost.url(), &keys.url());
    assert_eq!(moved["copied"], 4);

    // The newest record is only in the node's book now.
    let log = PostgresServer::start();
    copy(&url, &log.url());
    log.execute("DELETE FROM rollbook_log WHERE position = 3");
    let shared = Shared {
        log: log.url(),
        keys: url.clone(),
        ..lone.shared.clone()
    };
    assert_eq!(
        lone.node.refusal_on(&shared, &["accounts"]),
        "shared-log-behind"
    );
    let again = copy(&url, &log.url());
    assert_eq!(again["copied"], 1);
    let other = Node::new(&shared);
    assert_eq!(other.json(&SHOW)["sis_id"], "S-bo");
    let verified = other.json(&["verify"]);
    assert_eq!(
        (&verified["ok"], &verified["signed"]),
        (&true.into(), &true.into())
    );
    assert_eq!(verified["root"], moved["root"]);
}

#[test]
fn r42_r43_a_backup_of_a_node_goes_on_alone_and_brings_no_key_back_to_a_node() {
    let server = PostgresServer::start();
    let lone = Lone::on(&server);
    let backup = lone.path("backup");
    lone.node.json(&["backup", &backup]);

    let head = server.execute("SELECT max(position) FROM rollbook_log");
    let new = Node::new(&lone.shared);
    for node in [&lone.node, &new] {
        assert_eq!(node.refusal(&["restore", &backup, "--yes"]), "invalid");
        assert!(!node.directory().join("keys.db").exists());
    }
    let alone = Rollbook::on(lone.node.directory());
    let refused = alone.run(&["--format", "json", "restore", &backup, "--yes"]);
    assert_eq!(
        refused.json()["code"],
        "ledger-shared",
        "{}",
        refused.stderr
    );
    assert_eq!(
        server.execute("SELECT max(position) FROM rollbook_log"),
        head
    );

    // A new node may begin with the book of the backup.
    fs::create_dir_all(new.directory()).unwrap();
    let book = new.directory().join("book.db");
    fs::copy(Path::new(&backup).join("book.db"), book).unwrap();
    assert_eq!(new.json(&SHOW)["sis_id"], "S-bo");
    assert_eq!(new.json(&["rebuild", "--check"])["equal"], true);

    let alone = Rollbook::on(lone.path("alone"));
    alone.json(&["restore", &backup, "--yes"]);
    assert_eq!(alone.json(&SHOW)["sis_id"], "S-bo");
    assert_eq!(alone.json(&["doctor"])["ok"], true);
}

#[test]
fn r55_a_node_without_the_keys_that_it_needs_does_not_go_on() {
    let server = PostgresServer::start();
    let lone = Lone::on(&server);
    server.execute("CREATE TABLE lost AS SELECT * FROM rollbook_keys ORDER BY made DESC LIMIT 1");
    server.execute("DELETE FROM rollbook_keys WHERE id IN (SELECT id FROM lost)");
    let new = Node::new(&lone.shared);
    // Also a second time, by a process that knows nothing of the first one.
    for arguments in [SERVE.as_slice(), &["accounts"], &SHOW, &SERVE] {
        assert_eq!(new.refusal(arguments), "key-missing");
    }
    server.execute("INSERT INTO rollbook_keys SELECT * FROM lost");
    assert_eq!(new.refusal(&["accounts"]), "key-missing");
    fs::remove_dir_all(new.directory()).unwrap();
    assert_eq!(new.json(&SHOW)["sis_id"], "S-bo");
    assert_eq!(new.json(&["rebuild", "--check"])["equal"], true);
}

#[test]
fn r43_keys_of_nothing_go_once_they_are_old_and_no_others() {
    let server = PostgresServer::start();
    let lone = Lone::on(&server);
    // As lost nodes leave them: of a plan of yesterday, and of one that expired; and the oldest of all
    // is somebody's.
    for (id, days) in [("01", 1), ("02", 40)] {
        server.execute(&format!(
            "INSERT INTO rollbook_keys (id, wrapped, made)
             VALUES (decode(repeat('{id}', 16), 'hex'), '', now() - interval '{days} days')"
        ));
    }
    server
        .execute("UPDATE rollbook_keys SET made = now() - interval '400 days' WHERE wrapped <> ''");
    let examined = lone.node.json(&["doctor"]);
    assert_eq!(
        examined["findings"][0]["code"], "key-left-over",
        "{examined}"
    );
    let left = "SELECT encode(id, 'hex') FROM rollbook_keys WHERE wrapped = ''";
    assert_eq!(server.execute(left).trim(), "01".repeat(16));
    assert_eq!(lone.node.json(&SHOW)["sis_id"], "S-bo");
    // A node that has nothing of the log yet takes nobody's key for left over.
    let before = server.execute("SELECT count(*) FROM rollbook_keys");
    let new = Node::new(&lone.shared);
    new.run(&["doctor"]);
    assert_eq!(server.execute("SELECT count(*) FROM rollbook_keys"), before);
    assert_eq!(new.json(&SHOW)["sis_id"], "S-bo");
}
