//! Kinds of tampering with the SQLite file: each is found, and where.

use rollbook_proofs::{Checkpoint, SigningKey};
use rusqlite::Connection;

use crate::ledger::{Copy, edit_record, execute, make_tiles, told};

/// Passes clean before, and tells these faults after.
#[track_caller]
fn check<const N: usize>(edit: impl FnOnce(&Connection), faults: [(&str, u64); N]) {
    let copy = Copy::make();
    assert_eq!(copy.faults(&[]), []);
    copy.tamper(edit);
    assert_eq!(copy.faults(&[]), told(faults));
    // A checkpoint that was kept tells no less.
    let late = copy.late();
    let kept = copy.faults(&["--checkpoint", &late.to_string_lossy()]);
    assert_eq!(kept, told(faults));
}

/// Moves records from a position on to others.
fn shift(book: &Connection, from: u64, by: i64) {
    // Over negative numbers, so that no two are at one position in between.
    let sql = format!(
        "UPDATE log SET position = -1 - position WHERE position >= {from};
         UPDATE log SET position = -1 - position + {by} WHERE position < 0;"
    );
    execute(book, &sql);
}

#[test]
fn r64_an_edited_record_is_found() {
    check(|book| edit_record(book, 300), [("edited", 300)]);
    check(|book| edit_record(book, 0), [("edited", 0)]);
    let both = |book: &Connection| {
        edit_record(book, 7);
        edit_record(book, 600);
    };
    check(both, [("edited", 7), ("edited", 600)]);
}

#[test]
fn r64_the_last_record_edited_is_found() {
    let last = Copy::make().size - 1;
    check(|book| edit_record(book, last), [("edited", last)]);
}

#[test]
fn r64_two_records_that_changed_places_are_found() {
    let swap = |one: u64, other: u64| {
        format!(
            "UPDATE log SET position = -1 WHERE position = {one};
             UPDATE log SET position = {one} WHERE position = {other};
             UPDATE log SET position = {other} WHERE position = -1;"
        )
    };
    check(|book| execute(book, &swap(100, 450)), [("swapped", 100)]);
    check(|book| execute(book, &swap(330, 331)), [("swapped", 330)]);
}

#[test]
fn r64_an_inserted_record_is_found() {
    let insert = |book: &Connection| {
        shift(book, 200, 1);
        execute(book, "INSERT INTO log VALUES (200, x'8701')");
    };
    check(insert, [("inserted", 200)]);
}

#[test]
fn r64_a_record_at_the_last_position_that_a_row_can_have_is_found() {
    let copy = Copy::make();
    let insert = "INSERT INTO log VALUES (9223372036854775807, x'8701')";
    copy.tamper(|book| execute(book, insert));
    assert!(!copy.faults(&[]).is_empty());
}

#[test]
fn r64_a_removed_record_is_found_whether_it_leaves_a_gap_or_not() {
    let remove = |book: &Connection| execute(book, "DELETE FROM log WHERE position = 222");
    check(remove, [("removed", 222)]);
    let close_up = |book: &Connection| {
        remove(book);
        shift(book, 223, -1);
    };
    check(close_up, [("removed", 222)]);
}

#[test]
fn r64_a_cut_tail_is_found() {
    check(
        |book| execute(book, "DELETE FROM log WHERE position >= 500"),
        [("cut", 500)],
    );
}

/// Cut where a checkpoint was signed, with everything that tells of it: what is left was once the
/// whole log, and only somebody who kept a later checkpoint can know better.
#[test]
fn r64_a_tail_that_was_cut_without_a_trace_is_found_by_a_checkpoint_that_was_kept() {
    let copy = Copy::make();
    copy.tamper(|book| {
        execute(book, "DELETE FROM log WHERE position >= 512");
        execute(book, "DELETE FROM checkpoints WHERE size > 512");
        make_tiles(book);
    });
    assert_eq!(copy.faults(&[]), []);
    let early = copy.early();
    assert_eq!(copy.faults(&["--checkpoint", &early.to_string_lossy()]), []);
    let late = copy.late();
    let found = copy.faults(&["--checkpoint", &late.to_string_lossy()]);
    assert_eq!(found, told([("cut", 512)]));
}

#[test]
fn r64_a_record_edited_with_all_its_tiles_is_found_between_two_checkpoints() {
    let edit = |book: &Connection| {
        edit_record(book, 300);
        make_tiles(book);
    };
    check(edit, [("rewritten", 256)]);
}

#[test]
fn r64_a_changed_tile_is_found_and_no_record_blamed() {
    let tile = "UPDATE tiles SET hashes = x'00' || substr(hashes, 2) WHERE number = 1";
    check(|book| execute(book, tile), [("tile", 256)]);
}

#[test]
fn r64_a_checkpoint_of_another_key_is_found() {
    let size = Copy::make().size;
    let forge = |book: &Connection| {
        let note: String = book
            .query_row(
                "SELECT note FROM checkpoints WHERE size = ?",
                [size],
                |row| row.get(0),
            )
            .expect("a checkpoint");
        let (text, _) = note.split_once("\n\n").expect("a note");
        let checkpoint: Checkpoint = format!("{text}\n").parse().expect("a checkpoint");
        let key = SigningKey::new(&checkpoint.origin, &[9; 32]).expect("a key");
        let forged = checkpoint.sign(&key).expect("signed");
        book.execute(
            "UPDATE checkpoints SET note = ? WHERE size = ?",
            (forged, size),
        )
        .expect("updated");
    };
    let copy = Copy::make();
    copy.tamper(forge);
    let found = copy.faults(&[]);
    assert!(
        found.contains(&("checkpoint".to_owned(), Some(size))),
        "{found:?}"
    );
    // What the kept one vouches for is not in doubt.
    let late = copy.late();
    let kept = copy.faults(&["--checkpoint", &late.to_string_lossy()]);
    assert_eq!(kept, told([("checkpoint", size)]));
}

#[test]
fn r64_a_record_behind_the_last_checkpoint_is_found() {
    let size = Copy::make().size;
    let append =
        "INSERT INTO log SELECT position + 1, record FROM log ORDER BY position DESC LIMIT 1";
    check(|book| execute(book, append), [("unsigned", size)]);
    let with_tiles = |book: &Connection| {
        execute(book, append);
        make_tiles(book);
    };
    check(with_tiles, [("unsigned", size)]);
}

#[test]
fn r64_faults_are_told_in_words_with_what_to_do() {
    let copy = Copy::make();
    copy.tamper(|book| edit_record(book, 300));
    let run = rollbook_testkit::Rollbook::on(copy.path()).run(&["verify"]);
    assert_eq!(run.code, 5);
    assert!(
        run.stdout.contains("fault edited at position 300: "),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("put back a copy"), "{}", run.stdout);
    let clean = rollbook_testkit::Rollbook::on(Copy::make().path()).run(&["verify"]);
    assert!(
        clean.stdout.contains("nothing was changed"),
        "{}",
        clean.stdout
    );
}
