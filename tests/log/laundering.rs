//! What was tampered with is not signed on top of: the server would make it genuine itself.

use rollbook_testkit::Rollbook;
use rusqlite::Connection;

use crate::ledger::{Copy, edit_record, execute, make_tiles, told};

/// The exit code and the code of the error that a command ends with.
fn refusal(copy: &Copy, command: &[&str]) -> (i32, Option<String>) {
    let arguments = [&["--format", "json"], command].concat();
    let run = Rollbook::on(copy.path()).run(&arguments);
    let code = run.json()["code"].as_str().map(str::to_owned);
    (run.code, code)
}

#[track_caller]
fn is_refused(copy: &Copy, command: &[&str]) {
    let expected = (5, Some("log-not-as-signed".to_owned()));
    assert_eq!(refusal(copy, command), expected, "{command:?}");
}

const RECORDS: &[&str] = &["seats", "set", "domain", "5"];

fn rewrite(book: &Connection) {
    edit_record(book, 300);
    make_tiles(book);
}

#[test]
fn r64_no_command_signs_on_top_of_a_log_that_was_rewritten() {
    let copy = Copy::make();
    copy.tamper(|book| {
        rewrite(book);
        execute(book, "DELETE FROM checkpoints WHERE size > 256");
    });
    let found = told([("unsigned", 256)]);
    assert_eq!(copy.faults(&[]), found);
    is_refused(&copy, RECORDS);
    is_refused(&copy, &["log", "key", "rotate"]);
    // Nothing was written that would hide it.
    assert_eq!(copy.faults(&[]), found);
}

#[test]
fn r64_a_checkpoint_of_another_root_is_nothing_to_go_on_from() {
    let copy = Copy::make();
    copy.tamper(rewrite);
    is_refused(&copy, RECORDS);
    assert_eq!(copy.faults(&[]), told([("rewritten", 256)]));
}

#[test]
fn r64_a_key_whose_adoption_was_taken_out_is_not_adopted_anew() {
    let copy = Copy::make();
    copy.tamper(|book| {
        rewrite(book);
        execute(book, "DELETE FROM signing_keys; DELETE FROM checkpoints");
    });
    is_refused(&copy, RECORDS);
    is_refused(&copy, &["log", "key", "rotate"]);
    assert!(!copy.faults(&[]).is_empty());

    // Nor is another one, as long as anything was signed.
    let copy = Copy::make();
    copy.tamper(|book| execute(book, "DELETE FROM signing_keys"));
    std::fs::remove_file(copy.path().join("signing.key")).expect("removed");
    is_refused(&copy, RECORDS);
}

#[test]
fn r64_no_proof_is_signed_of_a_tree_that_the_last_checkpoint_does_not_continue() {
    let copy = Copy::make();
    let asked = &["log", "inclusion", "100", "--size", "400"];
    assert_eq!(refusal(&copy, asked), (0, None));
    copy.tamper(rewrite);
    is_refused(&copy, asked);
    is_refused(&copy, &["log", "consistency", "100", "400"]);
}
