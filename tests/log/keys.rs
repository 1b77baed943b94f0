//! By which keys a log is believed.

use std::fs;

use rollbook_proofs::{Checkpoint, Edge, SigningKey, leaf_hash};
use rollbook_records::{Body, Record};
use rollbook_service::VerifyRequest;
use rollbook_testkit::Rollbook;
use rusqlite::Connection;

use crate::ledger::{Copy, limit_seats, make_tiles};

/// Takes the whole log over: edits a record, puts another signing key into the log, and signs all of
/// it anew.
fn take_over(book: &Connection) {
    let rows: Vec<(u64, Vec<u8>)> = book
        .prepare("SELECT position, record FROM log ORDER BY position")
        .and_then(|mut query| {
            query
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect()
        })
        .expect("rows");
    let name = format!("rollbook/{}", ledger_id(&rows[0].1));
    let own = SigningKey::new(&name, &[9; 32]).expect("a key");
    let mut edge = Edge::new();
    let kept: Vec<u64> = book
        .prepare("SELECT size FROM checkpoints")
        .and_then(|mut query| query.query_map([], |row| row.get(0))?.collect())
        .expect("sizes");
    for (position, mut bytes) in rows {
        let mut record = Record::decode(&bytes).expect("a record");
        if let Body::SigningKeyAdopted(event) = &mut record.body {
            event.public_key = own.verifying_key().public_key();
            let sql = "UPDATE signing_keys SET public_key = ? WHERE position = ?";
            book.execute(sql, (event.public_key, position))
                .expect("updated");
            record.encode_into(&mut bytes);
            let sql = "UPDATE log SET record = ? WHERE position = ?";
            book.execute(sql, (&bytes, position)).expect("updated");
        }
        edge.append(leaf_hash(&bytes));
        if kept.contains(&edge.size()) {
            let (origin, size, root) = (name.clone(), edge.size(), edge.root());
            let note = Checkpoint { origin, size, root }
                .sign(&own)
                .expect("signed");
            let sql = "UPDATE checkpoints SET note = ? WHERE size = ?";
            book.execute(sql, (note, size)).expect("updated");
        }
    }
    make_tiles(book);
}

fn ledger_id(first: &[u8]) -> uuid::Uuid {
    match Record::decode(first).expect("a record").body {
        Body::LedgerOpened(event) => uuid::Uuid::from_bytes(event.ledger.0),
        _ => panic!("the first record opens no ledger"),
    }
}

#[test]
fn r64_a_log_that_was_signed_anew_by_another_key_is_found_by_the_key_that_is_relied_on() {
    let copy = Copy::make();
    let relied_on = copy.key();
    copy.tamper(take_over);
    let unknown = |faults: Vec<(String, Option<u64>)>| {
        assert_eq!(
            faults.first().map(|(kind, _)| kind.as_str()),
            Some("key-unknown"),
            "{faults:?}"
        );
    };
    // By the file of the signing key, or by the public key.
    unknown(copy.faults(&[]));
    fs::remove_file(copy.path().join("signing.key")).expect("removed");
    unknown(copy.faults(&["--key", &relied_on]));
    assert_eq!(
        copy.faults(&[]),
        [],
        "nothing but the log itself is left to rely on"
    );
    let late = copy.late();
    let kept = copy.faults(&["--checkpoint", &late.to_string_lossy()]);
    assert!(!kept.is_empty(), "it is signed by no key of this log");
}

#[test]
fn r64_checkpoints_and_keys_from_before_a_rotation_still_hold() {
    let copy = Copy::make();
    let old = copy.key();
    let rollbook = Rollbook::on(copy.path());
    let keys = rollbook.json(&["log", "key", "rotate"]);
    assert_eq!(keys["keys"][0]["endorsed"], true);
    let ledger = copy.open();
    limit_seats(&ledger, 1..3);
    ledger.close();
    let early = copy.early();
    let early = early.to_string_lossy();
    assert_ne!(copy.key(), old);
    assert_eq!(copy.faults(&["--checkpoint", &early]), []);
    assert_eq!(copy.faults(&["--checkpoint", &early, "--key", &old]), []);
    assert_eq!(copy.faults(&["--key", &copy.key()]), []);
}

#[test]
fn r64_a_key_that_was_lost_endorses_none_and_that_is_told() {
    let copy = Copy::make();
    let old = copy.key();
    fs::remove_file(copy.path().join("signing.key")).expect("removed");
    let rollbook = Rollbook::on(copy.path());
    let refused = rollbook.run(&["--format", "json", "seats", "set", "domain", "5"]);
    assert_eq!(
        (refused.code, refused.json()["code"].as_str()),
        (5, Some("signing-key-missing"))
    );
    assert!(
        refused.stdout.contains("rotate --lost"),
        "{}",
        refused.stdout
    );
    rollbook.json(&["accounts"]);
    rollbook.json(&["log", "key", "rotate", "--lost"]);
    rollbook.json(&["seats", "set", "domain", "5"]);
    assert_eq!(copy.faults(&[]), []);
    let told = copy.faults(&["--key", &old]);
    assert_eq!(told, crate::ledger::told([("key-not-endorsed", copy.size)]));
}

#[test]
fn r64_what_is_no_checkpoint_or_key_of_this_log_is_wrong_usage() {
    let copy = Copy::make();
    let other = copy.kept("not a checkpoint");
    let run = copy.verify(&["--checkpoint", &other.to_string_lossy()]);
    assert_eq!(
        (run.code, run.json()["code"].as_str()),
        (2, Some("invalid"))
    );
    let other =
        copy.kept("example.org/log\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n— x AAAA\n");
    let run = copy.verify(&["--checkpoint", &other.to_string_lossy()]);
    assert_eq!(
        (run.code, run.json()["code"].as_str()),
        (2, Some("invalid"))
    );
    assert!(run.stdout.contains("example.org/log"), "{}", run.stdout);
    let run = copy.verify(&["--key", "nonsense"]);
    assert_eq!(
        (run.code, run.json()["code"].as_str()),
        (2, Some("invalid"))
    );
    let run = copy.verify(&["--checkpoint", "/nowhere"]);
    assert_eq!(
        (run.code, run.json()["code"].as_str()),
        (2, Some("checkpoint-unreadable"))
    );
    let nobody = Rollbook::on(copy.path().join("nothing")).run(&["--format", "json", "verify"]);
    assert_eq!(
        (nobody.code, nobody.json()["code"].as_str()),
        (4, Some("no-ledger"))
    );
}

/// The file is a pipe here, so that the key is replaced exactly when it is read.
#[cfg(unix)]
#[test]
fn r64_a_key_that_is_replaced_while_the_log_is_verified_is_no_fault() {
    let copy = Copy::make();
    let ledger = copy.open();
    let pipe = copy.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("made").success());
    let request = VerifyRequest {
        directory: copy.path().to_owned(),
        signing_key: Some(pipe.clone()),
        checkpoint: None,
        key: None,
    };
    let verified = std::thread::scope(|scope| {
        let verified = scope.spawn(|| request.verify(&mut |_, _| {}));
        let mut asked = fs::OpenOptions::new()
            .write(true)
            .open(&pipe)
            .expect("asked");
        Rollbook::on(copy.path()).json(&["log", "key", "rotate"]);
        let replaced = fs::read(copy.path().join("signing.key")).expect("a key");
        std::io::Write::write_all(&mut asked, &replaced).expect("written");
        drop(asked);
        verified.join().expect("no panic").expect("verified")
    });
    ledger.close();
    assert_eq!(verified.faults, []);
    assert_eq!(verified.size, copy.size + 1);
}
