//! A small log, what is done to it, and the answers: the WebAssembly module is held against the same file by
//! `wasm/log/tests/corpus.test.mjs`. After a wanted change, `UPDATE_GOLDENS=1` writes the file anew; read the difference
//! before committing it.

mod grown;

use std::collections::BTreeMap;
use std::error::Error;
use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use grown::{Store, grow};
use rollbook_proofs::{
    Checkpoint, Evidence, LogProof, LogVerifier, SigningKey, TILE_WIDTH, VerifyingKey,
    consistency_proof, entries, format_hash, inclusion_proof, leaf_hash, parse_hash, push_entry,
    root_at, verify_consistency,
};
use serde_json::{Value, json};

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

const ORIGIN: &str = "rollbook/corpus";
const SIZE: u64 = 300;

/// Reads tiles of the log; those beside them stand in the place of the true ones.
type Tiles = BTreeMap<(u8, u64), Vec<u8>>;

struct Log {
    records: Vec<Vec<u8>>,
    tiles: Store,
    key: SigningKey,
}

impl Log {
    fn new() -> Outcome<Log> {
        let records: Vec<_> = (0..SIZE)
            .map(|number| format!("r{number}").into_bytes())
            .collect();
        let leaves: Vec<_> = records.iter().map(|record| leaf_hash(record)).collect();
        let (_, tiles) = grow(&leaves, leaves.len());
        let key = SigningKey::new(ORIGIN, &[3; 32])?;
        Ok(Log {
            records,
            tiles,
            key,
        })
    }

    fn note(&self, size: u64) -> Outcome<String> {
        let root = root_at(size, |level, index| self.tiles.read(level, index))?;
        let checkpoint = Checkpoint {
            origin: ORIGIN.to_owned(),
            size,
            root,
        };
        Ok(checkpoint.sign(&self.key)?)
    }

    fn proof(&self, index: u64) -> Outcome<String> {
        let hashes = inclusion_proof(index, SIZE, |level, index| self.tiles.read(level, index))?;
        let checkpoint = self.note(SIZE)?;
        Ok(LogProof {
            extra: None,
            index,
            hashes,
            checkpoint,
        }
        .to_string())
    }
}

fn base64(bytes: impl AsRef<[u8]>) -> String {
    STANDARD.encode(bytes)
}

/// Changes one letter of a text.
fn changed(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{text}");
    text.replacen(from, to, 1)
}

fn told(checkpoint: Result<Checkpoint, impl Error>) -> Value {
    match checkpoint {
        Ok(Checkpoint { origin, size, root }) => {
            json!({"answer": {"origin": origin, "size": size, "root": format_hash(&root)}})
        }
        Err(error) => json!({"error": error.to_string()}),
    }
}

fn checkpoints(log: &Log, keys: &[VerifyingKey]) -> Outcome<Vec<Value>> {
    let note = log.note(SIZE)?;
    let other = SigningKey::new("other/log", &[4; 32])?;
    let cases = [
        (note.clone(), keys),
        (log.note(0)?, keys),
        (changed(&note, "300", "301"), keys),
        (changed(&note, "corpus", "corpse"), keys),
        (changed(&note, "\n\n", "\n"), keys),
        (note, std::slice::from_ref(other.verifying_key())),
    ];
    let case = |(note, keys): (String, &[VerifyingKey])| {
        let told = told(Checkpoint::open(&note, keys));
        let keys: Vec<_> = keys.iter().map(ToString::to_string).collect();
        json!({"note": note, "keys": keys, "told": told})
    };
    Ok(cases.into_iter().map(case).collect())
}

fn inclusions(log: &Log, keys: &[VerifyingKey]) -> Outcome<Vec<Value>> {
    let proof = log.proof(299)?;
    let cases = [
        (log.proof(0)?, 0),
        (log.proof(256)?, 256),
        (proof.clone(), 299),
        (proof.clone(), 298),
        (changed(&proof, "index 299", "index 298"), 299),
        (changed(&proof, "@v1", "@v2"), 299),
        (changed(&proof, "300", "310"), 299),
    ];
    let case = |(proof, record): (String, usize)| {
        let record = &log.records[record];
        let told = match proof.parse::<LogProof>() {
            Ok(proof) => told(proof.verify(record, keys)),
            Err(error) => json!({"error": error.to_string()}),
        };
        json!({"proof": proof, "record": base64(record), "told": told})
    };
    Ok(cases.into_iter().map(case).collect())
}

fn consistencies(log: &Log, keys: &[VerifyingKey]) -> Outcome<Vec<Value>> {
    let mut cases = Vec::new();
    for (earlier, later) in [
        (0, 300),
        (1, 300),
        (255, 256),
        (256, 300),
        (299, 300),
        (300, 300),
    ] {
        let read = |level, index| log.tiles.read(level, index);
        let hashes = consistency_proof(earlier, later, read)?;
        let hashes: Vec<_> = hashes.iter().map(format_hash).collect();
        let mut other = hashes.clone();
        other.push(format_hash(&[0; 32]));
        for hashes in [hashes, other] {
            let (earlier, later) = (log.note(earlier)?, log.note(later)?);
            let (old, new) = (
                Checkpoint::open(&earlier, keys)?,
                Checkpoint::open(&later, keys)?,
            );
            let parsed: Option<Vec<_>> = hashes.iter().map(|hash| parse_hash(hash)).collect();
            let parsed = parsed.ok_or("a hash is none")?;
            let told = match verify_consistency(old.size, &old.root, new.size, &new.root, &parsed) {
                Ok(()) => json!({"answer": null}),
                Err(error) => json!({"error": error.to_string()}),
            };
            cases.push(json!({"earlier": earlier, "later": later, "hashes": hashes, "told": told}));
        }
    }
    Ok(cases)
}

/// What somebody does to the records and the tiles.
type Deed = fn(&mut Vec<Vec<u8>>, &mut Tiles);

const DEEDS: [(&str, Deed); 9] = [
    ("nothing", |_, _| {}),
    ("edited", |records, _| records[17].push(b'!')),
    ("swapped", |records, _| records.swap(10, 280)),
    ("inserted", |records, _| {
        records.insert(256, b"put in".to_vec())
    }),
    ("removed", |records, _| drop(records.remove(0))),
    ("moved", |records, _| {
        let record = records.remove(60);
        records.insert(90, record);
    }),
    ("cut", |records, _| records.truncate(290)),
    ("unsigned", |records, _| records.push(b"behind".to_vec())),
    ("tile", |_, tiles| {
        if let Some(tile) = tiles.get_mut(&(0, 1)) {
            tile[40] ^= 1;
        }
    }),
];

fn verdict(
    bundles: &[Vec<u8>],
    tiles: Option<&Tiles>,
    notes: &[String],
    keys: &[VerifyingKey],
) -> Outcome<Value> {
    let mut evidence = Evidence::new();
    notes.iter().for_each(|note| evidence.check(note, keys));
    if let Some(tiles) = tiles {
        evidence.tiles(|level, index| tiles.get(&(level, index)).cloned());
    }
    let mut verifier = LogVerifier::new(evidence);
    let mut position = 0;
    for bundle in bundles {
        for record in entries(bundle) {
            verifier.push(position, record?);
            position += 1;
        }
    }
    let verdict = verifier.finish();
    let faults = verdict.faults.iter().map(|fault| {
        json!({"position": fault.position, "kind": fault.kind.as_str(), "message": fault.message})
    });
    Ok(json!({
        "ok": verdict.is_ok(),
        "size": verdict.size,
        "root": format_hash(&verdict.root),
        "faults": faults.collect::<Vec<_>>(),
        "more_faults": verdict.more_faults,
    }))
}

/// Tiles by name that are not the ones of a store.
fn named(tiles: &Tiles, store: &Store) -> BTreeMap<String, String> {
    let others = tiles
        .iter()
        .filter(|(name, tile)| store.0.get(name) != Some(*tile));
    others
        .map(|((level, index), tile)| (format!("{level}/{index}"), base64(tile)))
        .collect()
}

fn verdicts(log: &Log, keys: &[VerifyingKey]) -> Outcome<Vec<Value>> {
    let good = vec![log.note(100)?, log.note(SIZE)?];
    let forged = vec![changed(&log.note(SIZE)?, "300", "299")];
    let mut cases = Vec::new();
    for (name, deed) in DEEDS {
        let mut records = log.records.clone();
        let mut tiles: Tiles = log.tiles.0.clone().into_iter().collect();
        deed(&mut records, &mut tiles);
        let mut bundles = Vec::new();
        for records in records.chunks(TILE_WIDTH) {
            let mut bundle = Vec::new();
            for record in records {
                push_entry(&mut bundle, record)?;
            }
            bundles.push(bundle);
        }
        let without_tiles = name == "edited";
        let runs = [
            (Some(&tiles), &good),
            (None, &good),
            (Some(&tiles), &forged),
        ];
        let wanted = if without_tiles { 3 } else { 1 };
        for (tiles, notes) in runs.into_iter().take(wanted) {
            let told = verdict(&bundles, tiles, notes, keys)?;
            let bundles: Vec<_> = bundles.iter().map(base64).collect();
            let tiles = tiles.map(|tiles| named(tiles, &log.tiles));
            cases.push(json!({"name": name, "checkpoints": notes, "bundles": bundles, "tiles": tiles, "verdict": told}));
        }
    }
    Ok(cases)
}

#[test]
fn r64_the_answers_are_those_of_the_corpus() -> Outcome {
    let log = Log::new()?;
    let keys = [log.key.verifying_key().clone()];
    let corpus = json!({
        "keys": [keys[0].to_string()],
        "tiles": named(&log.tiles.0.clone().into_iter().collect(), &Store::default()),
        "checkpoints": checkpoints(&log, &keys)?,
        "inclusions": inclusions(&log, &keys)?,
        "consistencies": consistencies(&log, &keys)?,
        "verdicts": verdicts(&log, &keys)?,
    });
    let golden =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/log/corpus.json");
    let text = serde_json::to_string_pretty(&corpus)? + "\n";
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        std::fs::write(&golden, &text)?;
    }
    let expected: Value = serde_json::from_str(&std::fs::read_to_string(&golden)?)?;
    assert_eq!(corpus, expected);
    Ok(())
}
