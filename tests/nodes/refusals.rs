//! What a directory, a log and a keyring are must fit, and a command that finds that they do not does
//! nothing.

use std::fs;

use rollbook_testkit::{PostgresServer, Rollbook};

use crate::cluster::Cluster;
use crate::node::{Node, SERVE, Shared};

const ADD: [&str; 4] = ["account", "add", "--email", "lost@north.example"];

#[test]
fn a_directory_is_used_as_what_it_is() {
    let server = PostgresServer::start();
    let cluster = Cluster::of(1, &server.url());
    cluster.nodes[0].kill();
    a_nodes_directory_needs_the_log(&cluster);
    a_ledger_of_one_machine_is_no_node(&cluster);
    the_log_needs_the_keys(&cluster);
    another_master_key_opens_nothing(&cluster);
    the_log_of_another_ledger_is_refused(&cluster, &server);
    cluster.nodes[0].start();
    cluster.assert_same();
}

/// Nobody is asked: nothing answers at port 1, and no server is there.
#[test]
fn a_url_that_cannot_be_used_is_wrong_usage() {
    let desk = tempfile::tempdir().expect("a temporary directory");
    let rollbook = Rollbook::on(desk.path());
    let there = "postgres://me:secret@127.0.0.1:1/ledger?sslmode=disable";
    let trusting = |name: &str| {
        let path = desk.path().join(name);
        format!(
            "postgres://me:secret@127.0.0.1:1/ledger?sslrootcert={}",
            path.display()
        )
    };
    fs::write(desk.path().join("nothing.pem"), "nothing\n").expect("a file");
    let (missing, nothing) = (trusting("missing.pem"), trusting("nothing.pem"));
    for (log, keys, code) in [
        (missing.as_str(), there, "shared-log-refused"),
        (nothing.as_str(), there, "shared-log-refused"),
        (
            "postgres://me:secret@h/db?sslcert=/etc/me.pem",
            there,
            "shared-log-refused",
        ),
        (there, missing.as_str(), "shared-keys-refused"),
        ("nonsense://me:secret@x", there, "shared-log-refused"),
        (
            "postgres://me:secret@h/db?sslmode=prefer",
            there,
            "shared-log-refused",
        ),
        ("kurrentdb://", there, "shared-log-refused"),
        (there, "mysql://me:secret@x", "shared-keys-refused"),
        (
            there,
            "postgres://me:secret@h/db?sslmode=allow",
            "shared-keys-refused",
        ),
    ] {
        let arguments = ["--format", "json", "--log", log, "--keys", keys];
        let run = rollbook.run(&[&arguments[..], &ADD].concat());
        assert_eq!(run.code, 2, "{log} {keys}: {}", run.stdout);
        assert_eq!(run.json()["code"], code, "{log} {keys}");
        for said in [&run.stdout, &run.stderr] {
            assert!(!said.contains("secret"), "{said}");
        }
    }
    let run = rollbook.run(&[&["--log", &missing, "--keys", there][..], &ADD].concat());
    for told in [
        "sslrootcert=",
        "missing.pem in its URL is of no use",
        "name a file of certificates",
    ] {
        assert!(run.stderr.contains(told), "{told}: {}", run.stderr);
    }
    let copied = [
        "log",
        "copy",
        "--from",
        "nonsense://x",
        "--from-keys",
        there,
    ];
    let copied = refusal(&rollbook, &[&copied[..], &["--to", "copy"]].concat());
    assert_eq!(copied, (2, "shared-log-refused".to_owned()));
}

fn a_nodes_directory_needs_the_log(cluster: &Cluster) {
    let alone = Rollbook::on(cluster.nodes[0].directory());
    for arguments in [
        SERVE.as_slice(),
        &ADD,
        &["accounts"],
        &["rebuild", "--check"],
    ] {
        assert_eq!(refusal(&alone, arguments), (2, "ledger-shared".to_owned()));
    }
}

fn a_ledger_of_one_machine_is_no_node(cluster: &Cluster) {
    let node = Node::new(&cluster.shared);
    let alone = Rollbook::on(node.directory());
    alone.json(&["institution", "add", "--name", "Elsewhere"]);
    for arguments in [SERVE.as_slice(), &ADD, &["accounts"]] {
        assert_eq!(node.refusal(arguments), "ledger-not-shared");
    }
    // It goes on as what it is.
    assert_eq!(alone.json(&["doctor"])["ok"], true);
}

fn the_log_needs_the_keys(cluster: &Cluster) {
    let Shared { log, keys, .. } = &cluster.shared;
    let directory = cluster.nodes[0].directory();
    for half in [["--log", log], ["--keys", keys]] {
        let arguments = [&half, SERVE.as_slice()].concat();
        let refused = refusal(&Rollbook::on(&directory), &arguments);
        assert_eq!(refused, (2, "keys-not-there".to_owned()));
    }
}

fn another_master_key_opens_nothing(cluster: &Cluster) {
    let desk = tempfile::tempdir().expect("a temporary directory");
    let elsewhere = |name: &str| Shared {
        master_key: desk.path().join(name),
        ..cluster.shared.clone()
    };
    let missing = Node::new(&elsewhere("missing"));
    assert_eq!(missing.refusal(&SERVE), "master-key-missing");
    assert!(!desk.path().join("missing").exists());
    let mut other = fs::read(&cluster.shared.master_key).expect("the first node made it");
    other[0] = if other[0] == b'A' { b'B' } else { b'A' };
    let path = desk.path().join("other");
    fs::copy(&cluster.shared.master_key, &path).expect("a copy, with its permissions");
    fs::write(&path, other).expect("a file of our own");
    assert_eq!(
        Node::new(&elsewhere("other")).refusal(&SERVE),
        "master-key-other"
    );
}

fn the_log_of_another_ledger_is_refused(cluster: &Cluster, server: &PostgresServer) {
    server.execute("CREATE DATABASE other");
    let url = server.url();
    let url = format!("{}/other", url.strip_suffix("/postgres").expect("a URL"));
    let other = Cluster::of(1, &url);
    let exchanged = Shared {
        log: url,
        ..cluster.shared.clone()
    };
    for arguments in [SERVE.as_slice(), &ADD] {
        let refusal = cluster.nodes[0].refusal_on(&exchanged, arguments);
        assert_eq!(refusal, "shared-log-other");
    }
    other.assert_same();
}

/// The exit code, and the code of the problem.
fn refusal(rollbook: &Rollbook, arguments: &[&str]) -> (i32, String) {
    let run = rollbook.run(&[&["--format", "json"], arguments].concat());
    assert_ne!(run.code, 0, "{arguments:?}: {}", run.stdout);
    let code = run.json()["code"].as_str().unwrap_or_default().to_owned();
    (run.code, code)
}
