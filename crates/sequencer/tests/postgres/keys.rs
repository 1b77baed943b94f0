//! The keys of several nodes in one database.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::{fs, thread};

use rollbook_records::{Key, KeyId, Keyring, SigningKeys};
use rollbook_sequencer::{Engine, KeyDatabaseError, PostgresKeys};
use rollbook_testkit::{PostgresPair, PostgresServer, wait_until};
use tempfile::TempDir;
use zeroize::Zeroizing;

use crate::fixture::{PATIENCE, append_somewhere, open, records};
use crate::proxy::{Cut, Proxy};

/// A node's folder, where its master key is.
struct Node(TempDir);

impl Node {
    fn new() -> Node {
        Node(TempDir::new().expect("a directory"))
    }

    fn master_key(&self) -> PathBuf {
        self.0.path().join("master.key")
    }

    fn open(&self, url: &str) -> PostgresKeys {
        self.try_open(url).unwrap_or_else(|error| panic!("{error}"))
    }

    fn try_open(&self, url: &str) -> Result<PostgresKeys, KeyDatabaseError> {
        PostgresKeys::open(url, &self.master_key())
    }

    /// With the master key of another one, as an operator copies it.
    fn like(other: &Node) -> Node {
        let node = Node::new();
        fs::copy(other.master_key(), node.master_key()).expect("a copy");
        node
    }

    fn code(&self, url: &str) -> &'static str {
        match self.try_open(url) {
            Ok(_) => "opened",
            Err(error) => error.code(),
        }
    }
}

fn id(number: u32) -> KeyId {
    let mut id = [7; 16];
    id[..4].copy_from_slice(&number.to_be_bytes());
    KeyId(id)
}

fn key(number: u32) -> Key {
    let mut key = Zeroizing::new([9; 32]);
    key[..4].copy_from_slice(&number.to_be_bytes());
    key
}

fn keys(numbers: impl Iterator<Item = u32>) -> Vec<(KeyId, Key)> {
    numbers.map(|number| (id(number), key(number))).collect()
}

#[test]
fn keys_that_one_node_keeps_another_one_has_until_they_are_destroyed() {
    let server = PostgresServer::start();
    let node = Node::new();
    let one = node.open(&server.url());
    let other = Node::like(&node).open(&server.url());
    one.create(&keys(0..1000)).expect("kept");
    assert_eq!(other.key(id(3)).expect("an answer"), Some(key(3)));
    assert_eq!(other.key(id(1000)).expect("an answer"), None);
    let wanted = [id(1), id(2), id(2), id(999), id(1001)];
    assert_eq!(
        other.keys(&wanted).expect("an answer"),
        [
            Some(key(1)),
            Some(key(2)),
            Some(key(2)),
            Some(key(999)),
            None
        ]
    );
    other
        .destroy(&[id(2), id(500), id(5000)])
        .expect("destroyed");
    other.destroy(&[id(2)]).expect("a second time is no error");
    let left: Vec<_> = keys((0..1000).filter(|number| ![2, 500].contains(number)));
    assert_eq!(one.all().expect("all"), left);
    let ids: Vec<KeyId> = left.iter().map(|(id, _)| *id).collect();
    assert_eq!(one.ids().expect("all"), ids);
    assert_eq!(one.keys(&[]).expect("none"), []);
    assert_eq!(one.key(id(2)).expect("an answer"), None);
}

#[test]
fn keys_are_kept_all_or_none_and_never_replaced() {
    let server = PostgresServer::start();
    let ring = Node::new().open(&server.url());
    ring.create(&keys(0..3)).expect("kept");
    let other = [(id(5), key(5)), (id(2), key(77))];
    assert!(ring.create(&other).is_err());
    assert_eq!(ring.all().expect("all"), keys(0..3));
}

#[test]
fn r43_neither_the_database_nor_its_log_of_changes_holds_a_key_in_the_clear() {
    let server = PostgresServer::start();
    let node = Node::new();
    let ring = node.open(&server.url());
    ring.create(&[(id(1), key(1))]).expect("kept");
    ring.keep_signing_key(&[3; 32], &key(2)).expect("kept");
    server.execute("CHECKPOINT");
    server.stop();
    let master = fs::read_to_string(node.master_key()).expect("a master key");
    let texts = [key(1).to_vec(), key(2).to_vec(), master.trim().into()];
    let mut has_id = false;
    server.for_each_file(|bytes| {
        for text in &texts {
            assert!(!holds(bytes, text), "a key in the clear");
        }
        has_id |= holds(bytes, &id(1).0);
    });
    assert!(has_id, "what was looked through is not where it was kept");
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn r64_a_signing_key_is_kept_until_another_has_replaced_it() {
    let server = PostgresServer::start();
    let ring = Node::new().open(&server.url());
    let (old, new) = ([1; 32], [2; 32]);
    assert_eq!(ring.signing_key(&old).expect("an answer"), None);
    ring.keep_signing_key(&old, &key(1)).expect("kept");
    ring.keep_signing_key(&old, &key(1)).expect("no error");
    // One that is not kept replaces nothing.
    ring.forget_signing_keys_but(&new).expect("forgotten");
    assert_eq!(ring.signing_key(&old).expect("an answer"), Some(key(1)));
    ring.keep_signing_key(&new, &key(2)).expect("kept");
    ring.forget_signing_keys_but(&new).expect("forgotten");
    assert_eq!(ring.signing_key(&old).expect("an answer"), None);
    assert_eq!(ring.signing_key(&new).expect("an answer"), Some(key(2)));
}

#[test]
fn only_the_first_master_key_is_good() {
    let server = PostgresServer::start();
    let url = server.url();
    let node = Node::new();
    node.open(&url).create(&keys(0..1)).expect("kept");
    let mode = fs::metadata(node.master_key())
        .expect("a file")
        .permissions();
    assert_eq!(mode.mode() & 0o777, 0o600);
    // None at all: none is made where there are keys under another.
    let without = Node::new();
    assert_eq!(without.code(&url), "master-key-missing");
    assert!(!without.master_key().exists());
    // One of another ledger.
    let elsewhere = PostgresServer::start();
    let other = Node::new();
    other.open(&elsewhere.url());
    assert_eq!(other.code(&url), "master-key-other");
    let broken = Node::like(&node);
    fs::write(broken.master_key(), "nothing\n").expect("a file");
    assert_eq!(broken.code(&url), "master-key-unreadable");
    let open = Node::like(&node);
    let everybody = fs::Permissions::from_mode(0o644);
    fs::set_permissions(open.master_key(), everybody).expect("a file of our own");
    assert_eq!(open.code(&url), "master-key-open");
    assert_eq!(Node::like(&node).open(&url).all().expect("all"), keys(0..1));
}

#[test]
fn of_nodes_that_start_at_the_same_time_one_makes_the_master_key() {
    let server = PostgresServer::start();
    let url = server.url();
    let nodes: Vec<Node> = (0..4).map(|_| Node::new()).collect();
    let codes: Vec<&str> = thread::scope(|scope| {
        let opening: Vec<_> = nodes
            .iter()
            .map(|node| scope.spawn(|| node.code(&url)))
            .collect();
        let opened = opening.into_iter().map(|node| node.join());
        opened.map(|code| code.expect("no panic")).collect()
    });
    let has_key = |node: &&Node| node.master_key().exists();
    assert_eq!(nodes.iter().filter(has_key).count(), 1, "{codes:?}");
    assert_eq!(codes.iter().filter(|code| **code == "opened").count(), 1);
    // Two of one machine share the file.
    let server = PostgresServer::start();
    let node = Node::new();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| node.open(&server.url()));
        }
    });
}

#[test]
fn a_changed_key_is_told_and_not_used() {
    let server = PostgresServer::start();
    let ring = Node::new().open(&server.url());
    ring.create(&keys(0..2)).expect("kept");
    server.execute(
        "UPDATE rollbook_keys SET wrapped = (SELECT wrapped FROM rollbook_keys ORDER BY id LIMIT 1)",
    );
    assert_eq!(ring.key(id(0)).expect("an answer"), Some(key(0)));
    let error = ring.key(id(1)).expect_err("another's key");
    assert!(error.to_string().contains("does not open"), "{error}");
    assert!(ring.all().is_err());
}

#[test]
fn what_is_kept_or_destroyed_without_an_answer_is_so_once() {
    let server = PostgresServer::start();
    let proxy = Proxy::to(server.port());
    let ring = Node::new().open(&proxy.url());
    let cut = |node_says, server_answers| {
        proxy.cut(Cut {
            node_says,
            server_answers,
        });
    };
    for (round, server_answers) in [(0, None), (1, Some(b"INSERT 0 5".as_slice()))] {
        cut(b"INSERT INTO rollbook_keys", server_answers);
        let batch = keys(round * 5..round * 5 + 5);
        ring.create(&batch).expect("kept at the second attempt");
        assert!(proxy.has_cut());
    }
    assert_eq!(ring.all().expect("all"), keys(0..10));
    for (number, server_answers) in [(0, None), (1, Some(b"UPDATE 1".as_slice()))] {
        cut(b"DELETE FROM rollbook_keys", server_answers);
        ring.destroy(&[id(number)]).expect("destroyed");
        assert!(proxy.has_cut());
    }
    assert_eq!(ring.all().expect("all"), keys(2..10));
}

#[test]
fn keys_go_on_at_the_new_primary() {
    let pair = PostgresPair::start();
    let ring = Node::new().open(&pair.url());
    ring.create(&keys(0..10)).expect("kept");
    ring.destroy(&[id(4)]).expect("destroyed");
    pair.fail_over();
    wait_until(PATIENCE, "the new primary", || ring.ids().is_ok());
    let left = keys((0..10).filter(|number| *number != 4));
    assert_eq!(ring.all().expect("all"), left);
    ring.create(&keys(10..11)).expect("kept");
}

#[test]
fn one_node_at_a_time_has_the_lease() {
    let server = PostgresServer::start();
    let node = Node::new();
    let (one, other) = (node.open(&server.url()), node.open(&server.url()));
    let lease = |ring: &PostgresKeys, name| ring.try_lease(name).expect("an answer");
    assert!(lease(&one, "schedule"));
    assert!(lease(&one, "schedule"), "it goes on");
    assert!(!lease(&other, "schedule"));
    assert!(lease(&other, "something else"));
    assert!(!lease(&one, "something else"));
    // It ends with the one who holds it …
    drop(one);
    wait_until(PATIENCE, "the lease to end", || lease(&other, "schedule"));
    // … or with the connection, after which another one may have been first.
    server.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'");
    let third = node.open(&server.url());
    wait_until(PATIENCE, "the lease to end", || lease(&third, "schedule"));
    assert!(!lease(&other, "schedule"));
}

#[test]
fn log_and_keys_may_be_in_one_database() {
    let server = PostgresServer::start();
    let ring = Node::new().open(&server.url());
    let log = open(&server.url());
    append_somewhere(&log, &records("first", 1));
    ring.create(&keys(0..1)).expect("kept");
    assert_eq!(log.place(), ring.place());
    server.execute("UPDATE rollbook_facts SET value = '9' WHERE name = 'keys layout'");
    open(&server.url());
    assert_eq!(Node::new().code(&server.url()), "shared-keys-newer");
}
