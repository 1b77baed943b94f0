//! The corpus: one small file for each thing that can be found, and the report that it must give.
//!
//! The same files and reports are checked through the WebAssembly module by `wasm/tests/corpus.test.mjs`. After a
//! wanted change, `UPDATE_GOLDENS=1` writes the reports anew; read the difference before committing it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say so")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use rollbook_rows::{Checker, Code, ProfileChoice, Report};

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests")
}

/// Each file's path by its name without ending; the directory names the profile.
fn corpus() -> BTreeMap<String, PathBuf> {
    let mut files = BTreeMap::new();
    for profile in fs::read_dir(tests().join("corpus")).unwrap() {
        let profile = profile.unwrap().path();
        if !profile.is_dir() {
            continue;
        }
        for file in fs::read_dir(profile).unwrap() {
            let path = file.unwrap().path();
            let name = format!(
                "{}-{}",
                file_name(path.parent().unwrap()),
                path.file_stem().unwrap().to_string_lossy()
            );
            files.insert(name, path);
        }
    }
    files
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

fn check(path: &Path, piece: usize, seed: u64) -> Report {
    let choice: ProfileChoice = file_name(path.parent().unwrap()).parse().unwrap();
    let mut checker = Checker::new(choice, seed, ());
    checker.begin(&file_name(path));
    for bytes in fs::read(path).unwrap().chunks(piece) {
        checker.push(bytes);
    }
    checker.finish().report
}

fn golden(name: &str) -> PathBuf {
    tests().join("golden/reports").join(format!("{name}.json"))
}

#[test]
fn every_file_gives_its_report() {
    for (name, path) in corpus() {
        let json = serde_json::to_string_pretty(&check(&path, usize::MAX, 1)).unwrap() + "\n";
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
    for (name, path) in corpus() {
        let whole = check(&path, usize::MAX, 1);
        for piece in [1, 2, 3, 7, 64] {
            assert_eq!(
                check(&path, piece, piece as u64 * 7919),
                whole,
                "{name} in pieces of {piece}"
            );
        }
    }
}

#[test]
fn every_code_is_found_in_some_file() {
    let found: BTreeSet<Code> = corpus()
        .values()
        .flat_map(|path| check(path, usize::MAX, 1).files)
        .flat_map(|file| file.counts.into_keys())
        .collect();
    // The one is too long for a small file, the other needs two: `bytes.rs` and `bulk_rules.rs` have them.
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
        Code::FileNameDuplicate,
        Code::FileNameUnknown,
        Code::UsersMissing,
        Code::PackageMixed,
        Code::FlagOfOtherVersion,
        Code::LoginMalformed,
        Code::RoleMalformed,
        Code::TimeMalformed,
        Code::GradesMalformed,
        Code::ConflictInPackage,
        Code::PasswordDropped,
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
