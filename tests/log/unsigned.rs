//! A ledger that nobody has signed yet, and those that only look like one.

use std::fs;

use rollbook_testkit::Rollbook;

use crate::ledger::{Copy, execute, make_tiles};

/// As a version left it that signed nothing.
fn unsigned() -> Copy {
    let copy = Copy::make();
    copy.tamper(|book| {
        execute(book, "DELETE FROM log WHERE position >= 1");
        execute(book, "DELETE FROM signing_keys; DELETE FROM checkpoints");
        make_tiles(book);
    });
    fs::remove_file(copy.path().join("signing.key")).expect("removed");
    copy
}

#[test]
fn r64_a_log_that_was_never_signed_is_told_as_such_and_accused_of_nothing() {
    let copy = unsigned();
    let run = copy.verify(&[]);
    let answer = run.json();
    assert_eq!(
        (
            run.code,
            &answer["ok"],
            &answer["signed"],
            &answer["faults"]
        ),
        (0, &true.into(), &false.into(), &serde_json::json!([]))
    );
    let words = Rollbook::on(copy.path()).run(&["verify"]).stdout;
    assert!(words.contains("the log is not signed yet"), "{words}");
    assert!(!words.contains("is the one that was signed"), "{words}");
    assert_eq!(Copy::make().verify(&[]).json()["signed"], true);
}

#[test]
fn r64_a_log_whose_signatures_were_taken_out_does_not_pass_for_one_that_had_none() {
    let key = Copy::make().key();
    let kinds = |copy: &Copy, arguments: &[&str]| -> Vec<String> {
        let faults = copy.faults(arguments).into_iter();
        faults.map(|(kind, _)| kind).collect()
    };
    assert_eq!(
        kinds(&unsigned(), &["--key", &key]),
        ["unsigned", "key-unknown"]
    );
    let copy = unsigned();
    let late = copy.late();
    let kept = kinds(&copy, &["--checkpoint", &late.to_string_lossy()]);
    assert!(!kept.is_empty());
    // Its key still lies beside it, or a record still adopts one.
    fs::copy(
        Copy::make().path().join("signing.key"),
        copy.path().join("signing.key"),
    )
    .expect("copied");
    assert_eq!(kinds(&copy, &[]), ["unsigned", "key-unknown"]);
    let copy = Copy::make();
    fs::remove_file(copy.path().join("signing.key")).expect("removed");
    copy.tamper(|book| execute(book, "DELETE FROM checkpoints"));
    assert_eq!(kinds(&copy, &[]), ["unsigned", "checkpoint"]);
    copy.tamper(|book| {
        execute(book, "DELETE FROM log WHERE position >= 1");
        make_tiles(book);
    });
    assert_eq!(kinds(&copy, &[]), ["unsigned", "key-differs"]);
}
