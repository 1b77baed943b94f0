//! What `verify` needs, and what it leaves as it was.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rollbook_proofs::{LogProof, VerifyingKey};
use rollbook_testkit::Rollbook;

use crate::ledger::{Copy, limit_seats};

/// A file's bytes by its name.
fn files(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(directory).expect("a directory");
    let read = entries.map(|entry| {
        let entry = entry.expect("an entry");
        let name = entry.file_name().to_string_lossy().into_owned();
        (name, fs::read(entry.path()).expect("a file"))
    });
    read.collect()
}

#[test]
fn r64_the_book_alone_is_enough_and_nothing_is_made_or_changed() {
    let copy = Copy::make();
    for name in ["keys.db", "signing.key"] {
        fs::remove_file(copy.path().join(name)).expect("removed");
    }
    let before = files(copy.path());
    assert_eq!(before.len(), 1);
    let late = copy.late();
    let run = copy.verify(&["--checkpoint", &late.to_string_lossy()]);
    let answer = run.json();
    assert_eq!(
        (run.code, &answer["ok"], answer["size"].as_u64()),
        (0, &true.into(), Some(copy.size))
    );
    assert_eq!(
        (&answer["key_from"], answer["pinned"].as_u64()),
        (&"log".into(), Some(copy.size))
    );
    assert_eq!(files(copy.path()), before);
}

#[test]
fn r64_a_log_is_verified_while_others_write_to_it() {
    let copy = Copy::make();
    let ledger = copy.open();
    std::thread::scope(|scope| {
        scope.spawn(|| limit_seats(&ledger, 1..200));
        for _ in 0..5 {
            assert_eq!(copy.faults(&[]), []);
        }
    });
    ledger.close();
    let answer = copy.verify(&[]).json();
    assert_eq!(answer["size"], copy.size + 199);
    let checkpoint = Rollbook::on(copy.path()).json(&["log", "checkpoint"]);
    assert_eq!(
        (&answer["root"], &answer["size"]),
        (&checkpoint["root"], &checkpoint["size"])
    );
}

#[test]
fn r64_a_proof_needs_no_ledger() {
    let copy = Copy::make();
    let rollbook = Rollbook::on(copy.path());
    let key = rollbook.json(&["log", "key", "show"])["keys"][0]["key"].clone();
    let key: VerifyingKey = key.as_str().expect("a key").parse().expect("a key");
    for arguments in [
        &["log", "inclusion", "300"][..],
        &["log", "inclusion", "300", "--size", "400"],
    ] {
        let answer = rollbook.json(arguments);
        let proof: LogProof = answer["tlog_proof"]
            .as_str()
            .expect("a proof")
            .parse()
            .expect("a proof");
        let record = decode(&answer["record"]);
        let checkpoint = proof
            .verify(&record, std::slice::from_ref(&key))
            .expect("proven");
        assert_eq!(answer["size"], checkpoint.size);
        let text = rollbook.run(arguments).stdout;
        assert_eq!(text, proof.to_string());
        let mut other = record;
        other[0] ^= 1;
        proof
            .verify(&other, std::slice::from_ref(&key))
            .expect_err("another record");
    }
    let refused = rollbook.run(&[
        "--format",
        "json",
        "log",
        "inclusion",
        "300",
        "--size",
        "300",
    ]);
    assert_eq!(
        (refused.code, refused.json()["code"].as_str()),
        (4, Some("not-found"))
    );
    let refused = rollbook.run(&["--format", "json", "log", "consistency", "300", "200"]);
    assert_eq!(
        (refused.code, refused.json()["code"].as_str()),
        (2, Some("invalid"))
    );
}

#[test]
fn r64_two_checkpoints_are_proven_to_be_of_one_log() {
    let copy = Copy::make();
    let answer = Rollbook::on(copy.path()).json(&["log", "consistency", "300"]);
    let hashes: Vec<[u8; 32]> = answer["hashes"]
        .as_array()
        .expect("hashes")
        .iter()
        .map(hash)
        .collect();
    let (from_root, to_root) = (hash(&answer["from_root"]), hash(&answer["to_root"]));
    let (from, to) = (
        answer["from"].as_u64().expect("a size"),
        answer["to"].as_u64().expect("a size"),
    );
    assert_eq!((from, to), (300, copy.size));
    rollbook_proofs::verify_consistency(from, &from_root, to, &to_root, &hashes).expect("proven");
    rollbook_proofs::verify_consistency(from, &to_root, to, &to_root, &hashes)
        .expect_err("another");
}

fn decode(value: &serde_json::Value) -> Vec<u8> {
    use base64::{Engine, engine::general_purpose::STANDARD};
    STANDARD
        .decode(value.as_str().expect("a text"))
        .expect("base64")
}

fn hash(value: &serde_json::Value) -> [u8; 32] {
    decode(value).try_into().expect("a hash")
}
