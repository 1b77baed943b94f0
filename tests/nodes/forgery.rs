//! R64: somebody who can write to the log, and has no key of the nodes, signs with one of their own.

use rollbook_proofs::{Checkpoint, Edge, SigningKey, leaf_hash};
use rollbook_records::{Body, Header, Record};
use rollbook_testkit::PostgresServer;

/// Where the log has its first signing key.
const FIRST_KEY: usize = 1;

/// Of the log, as text.
fn records(server: &PostgresServer) -> Vec<Vec<u8>> {
    let rows = server
        .execute("SELECT translate(record::text, '\\x', '') FROM rollbook_log ORDER BY position");
    let byte = |digits: &[u8]| {
        let digits = std::str::from_utf8(digits).expect("digits");
        u8::from_str_radix(digits, 16).expect("digits")
    };
    let record = |row: &str| row.as_bytes().chunks(2).map(byte).collect();
    rows.lines().map(record).collect()
}

/// A key that bears the log's name.
fn own_key(records: &[Vec<u8>]) -> SigningKey {
    let Body::LedgerOpened(opened) = Record::decode(&records[0]).expect("a record").body else {
        panic!("the first record opens no ledger");
    };
    let ledger = uuid::Uuid::from_bytes(opened.ledger.0);
    SigningKey::new(&format!("rollbook/{ledger}"), &[9; 32]).expect("a key")
}

/// The record that has the log adopt the key.
fn adoption(first: &[u8], key: &SigningKey) -> Record {
    let mut record = Record::decode(first).expect("a record");
    let Body::SigningKeyAdopted(event) = &mut record.body else {
        panic!("the log adopts no key there");
    };
    event.public_key = key.verifying_key().public_key();
    event.endorsement = None;
    record
}

/// SQL that has the log adopt a key which nobody vouches for, and go on with that.
pub fn adopt_another_key(server: &PostgresServer) -> String {
    let mut records = records(server);
    let key = own_key(&records);
    let mut record = adoption(&records[FIRST_KEY], &key);
    let Header::Own(unit) = &mut record.header else {
        panic!("it is a unit of its own");
    };
    unit.id = uuid::Uuid::from_bytes([7; 16]);
    records.push(encoded(&record));
    let position = records.len() - 1;
    let note = sign(&key, &records);
    let record = hexadecimal(&records[position]);
    format!("INSERT INTO rollbook_log VALUES ({position}, '\\x{record}', '{note}')")
}

/// SQL that signs the whole log anew, as if the key had been its first.
pub fn sign_everything_anew(server: &PostgresServer) -> String {
    let mut records = records(server);
    let key = own_key(&records);
    records[FIRST_KEY] = encoded(&adoption(&records[FIRST_KEY], &key));
    let record = hexadecimal(&records[FIRST_KEY]);
    let note = sign(&key, &records);
    let last = records.len() - 1;
    format!(
        "UPDATE rollbook_log SET
            record = CASE position WHEN {FIRST_KEY} THEN '\\x{record}'::bytea ELSE record END,
            checkpoint = CASE position WHEN {last} THEN '{note}' END"
    )
}

fn encoded(record: &Record) -> Vec<u8> {
    let mut bytes = Vec::new();
    record.encode_into(&mut bytes);
    bytes
}

fn sign(key: &SigningKey, records: &[Vec<u8>]) -> String {
    let mut edge = Edge::new();
    for record in records {
        edge.append(leaf_hash(record));
    }
    let (size, root) = (edge.size(), edge.root());
    let origin = key.verifying_key().name().to_owned();
    Checkpoint { origin, size, root }.sign(key).expect("signed")
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
