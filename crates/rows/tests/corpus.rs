//! The corpus: one small file, or folder of files, for each thing that can be found, and the report that it must give.
//!
//! The same files and reports are checked through the WebAssembly module by `wasm/rows/tests/corpus.test.mjs`. After a
//! wanted change, `UPDATE_GOLDENS=1` writes the reports anew; read the difference before committing it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say so")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use rollbook_rows::{Checker, Code, ProfileChoice, Report};

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests")
}

/// What is checked together: the profile, and the files by their names in the order of these.
struct Case {
    profile: String,
    files: Vec<(String, Vec<u8>)>,
}

/// Each file, or folder of files, by the name of its report; the directory names the profile.
fn corpus() -> BTreeMap<String, Case> {
    let mut cases = BTreeMap::new();
    for directory in children(&tests().join("corpus")) {
        if !directory.is_dir() {
            continue;
        }
        let profile = file_name(&directory);
        for path in children(&directory) {
            let name = format!("{profile}-{}", path.file_stem().unwrap().to_string_lossy());
            let mut files = Vec::new();
            collect(&path, "", &mut files);
            let profile = profile.clone();
            cases.insert(name, Case { profile, files });
        }
    }
    cases
}

/// A file under its own name, the files of a folder under their paths in it.
fn collect(path: &Path, prefix: &str, files: &mut Vec<(String, Vec<u8>)>) {
    if path.is_file() {
        let name = if prefix.is_empty() {
            file_name(path)
        } else {
            prefix.to_owned()
        };
        return files.push((name, fs::read(path).unwrap()));
    }
    for child in children(path) {
        let folder = if prefix.is_empty() {
            String::new()
        } else {
            format!("{prefix}/")
        };
        collect(&child, &format!("{folder}{}", file_name(&child)), files);
    }
}

/// What a directory holds, by name.
fn children(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

fn check(case: &Case, piece: usize, seed: u64) -> Report {
    check_files(case, case.files.iter(), piece, seed)
}

fn check_files<'a>(
    case: &Case,
    files: impl Iterator<Item = &'a (String, Vec<u8>)>,
    piece: usize,
    seed: u64,
) -> Report {
    let choice: ProfileChoice = case.profile.parse().unwrap();
    let mut checker = Checker::new(choice, seed, ());
    for (name, bytes) in files {
        checker.begin(name);
        for bytes in bytes.chunks(piece) {
            checker.push(bytes);
        }
    }
    checker.finish().report
}

fn golden(name: &str) -> PathBuf {
    tests().join("golden/reports").join(format!("{name}.json"))
}

#[test]
fn every_file_gives_its_report() {
    for (name, case) in corpus() {
        let json = serde_json::to_string_pretty(&check(&case, usize::MAX, 1)).unwrap() + "\n";
        if std::env::var_os("UPDATE_GOLDENS").is_some() {
            fs::write(golden(&name), &json).unwrap();
        }
        let expected = fs::read_to_string(golden(&name)).unwrap_or_default();
        assert_eq!(
            json, expected,
            "{name}: set UPDATE_GOLDENS=1 if the change is wanted"
        );
    }
}

#[test]
fn no_report_depends_on_pieces_or_seed() {
    for (name, case) in corpus() {
        let whole = check(&case, usize::MAX, 1);
        for piece in [1, 2, 3, 7, 64] {
            assert_eq!(
                check(&case, piece, piece as u64 * 7919),
                whole,
                "{name} in pieces of {piece}"
            );
        }
    }
}

#[test]
fn r35_no_report_of_a_package_depends_on_the_order_of_its_files() {
    for (name, case) in corpus() {
        let in_order = check(&case, usize::MAX, 1);
        for first in 0..case.files.len() {
            let (end, start) = case.files.split_at(first);
            let turned = check_files(&case, start.iter().chain(end), usize::MAX, 1);
            assert_eq!(turned, in_order, "{name} from file {first}");
            let reversed = check_files(&case, start.iter().chain(end).rev(), usize::MAX, 1);
            assert_eq!(reversed, in_order, "{name} back from file {first}");
        }
    }
}

#[test]
fn every_code_is_found_in_some_file() {
    let found: BTreeSet<Code> = corpus()
        .values()
        .flat_map(|case| check(case, usize::MAX, 1).files)
        .flat_map(|file| file.counts.into_keys())
        .collect();
    // The one is too long for a small file, the next needs two; archives are opened by others. `bytes.rs`,
    // `bulk_rules.rs` and `package_rules.rs` have them.
    let elsewhere = [
        Code::FieldTooLong,
        Code::ProfileMixed,
        Code::ZipBroken,
        Code::ZipEmpty,
        Code::ZipPath,
        Code::ZipEncrypted,
        Code::ZipNested,
        Code::ZipBomb,
        Code::ZipTooManyFiles,
    ];
    let missing: Vec<&Code> = Code::ALL
        .iter()
        .filter(|code| !found.contains(code) && !elsewhere.contains(code))
        .collect();
    assert!(missing.is_empty(), "no file of the corpus has {missing:?}");
}

#[test]
fn every_report_belongs_to_a_file() {
    let corpus = corpus();
    for report in fs::read_dir(tests().join("golden/reports")).unwrap() {
        let path = report.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(
            corpus.contains_key(&name),
            "{} has no file in the corpus",
            path.display()
        );
    }
}
