//! Rows beside the log that no program of ours writes: they are faults themselves, and keep nothing
//! else from being found.

use rusqlite::Connection;

use crate::ledger::{Copy, Fault, edit_record, execute, told};

/// The faults of a ledger in which a row is malformed, and a record edited besides.
fn faults(edit: impl FnOnce(&Connection)) -> Vec<Fault> {
    let copy = Copy::make();
    copy.tamper(|book| {
        edit(book);
        edit_record(book, 300);
    });
    let late = copy.late();
    copy.faults(&["--checkpoint", &late.to_string_lossy()])
}

#[track_caller]
fn check(sql: &str, malformed: Fault) {
    let found = faults(|book| execute(book, sql));
    assert!(found.contains(&malformed), "{sql}: {found:?}");
    let rest: Vec<&Fault> = found.iter().filter(|fault| **fault != malformed).collect();
    assert_eq!(
        rest,
        told([("edited", 300)]).iter().collect::<Vec<_>>(),
        "{sql}"
    );
}

fn fault(kind: &str, position: Option<u64>) -> Fault {
    (kind.to_owned(), position)
}

#[test]
fn r64_a_stored_checkpoint_that_is_none_is_a_fault_and_the_rest_is_verified() {
    let size = Copy::make().size;
    for note in ["x'ff00'", "CAST(x'ff00' AS TEXT)", "CAST(note AS BLOB)"] {
        let sql = format!("UPDATE checkpoints SET note = {note} WHERE size = {size}");
        check(&sql, fault("checkpoint", Some(size)));
    }
    let text = format!("UPDATE checkpoints SET note = 'nothing' WHERE size = {size}");
    check(&text, fault("checkpoint", None));
}

#[test]
fn r64_a_checkpoint_that_is_stored_for_another_size_is_a_fault() {
    let insert = |size: i64| {
        format!(
            "INSERT INTO checkpoints SELECT {size}, note FROM checkpoints ORDER BY size LIMIT 1"
        )
    };
    check(&insert(-1), fault("checkpoint", None));
    check(&insert(300), fault("checkpoint", Some(300)));
}

#[test]
fn r64_a_stored_checkpoint_that_names_another_log_is_a_fault_and_no_wrong_usage() {
    let size = Copy::make().size;
    let rename = |name: &str| {
        format!(
            "UPDATE checkpoints SET note = '{name}' || substr(note, instr(note, char(10)))
             WHERE size = {size}"
        )
    };
    for name in ["rollbook/other", "no name", ""] {
        let found = faults(|book| execute(book, &rename(name)));
        let kinds: Vec<&str> = found.iter().map(|(kind, _)| kind.as_str()).collect();
        let expected = if name.is_empty() {
            ["checkpoint", "edited"]
        } else {
            ["edited", "checkpoint"]
        };
        assert_eq!(kinds, expected, "{name:?} {found:?}");
    }
}

#[test]
fn r64_a_first_record_that_names_no_log_leaves_the_name_to_the_checkpoints() {
    let found = faults(|book| execute(book, "UPDATE log SET record = 'none' WHERE position = 0"));
    assert_eq!(found, told([("edited", 0), ("edited", 300)]));
}

#[test]
fn r64_checkpoints_that_cannot_be_read_at_all_are_a_fault_and_the_rest_is_verified() {
    let rename = "ALTER TABLE checkpoints RENAME COLUMN note TO text";
    check(rename, fault("checkpoint", None));
}

#[test]
fn r64_a_row_of_a_signing_key_that_differs_from_the_record_is_a_fault() {
    let shorten = "UPDATE signing_keys SET public_key = substr(public_key, 2)";
    check(shorten, fault("key-differs", Some(1)));
    let another = "UPDATE signing_keys SET public_key = zeroblob(32)";
    check(another, fault("key-differs", Some(1)));
    let text = "UPDATE signing_keys SET public_key = 'key'";
    check(text, fault("key-differs", Some(1)));
    for position in [-1, 5] {
        let insert = format!("INSERT INTO signing_keys VALUES ({position}, zeroblob(32))");
        check(&insert, fault("key-differs", u64::try_from(position).ok()));
    }
}

#[test]
fn r64_a_record_of_the_signing_key_that_is_no_bytes_is_a_fault() {
    let found = faults(|book| execute(book, "UPDATE log SET record = 7 WHERE position = 1"));
    let found: Vec<&str> = found.iter().map(|(kind, _)| kind.as_str()).collect();
    assert!(found.contains(&"edited"), "{found:?}");
}

#[test]
fn r64_a_log_of_nothing_but_positions_below_0_is_a_fault() {
    let copy = Copy::make();
    copy.tamper(|book| execute(book, "UPDATE log SET position = -1 - position"));
    let found = copy.faults(&[]);
    assert!(found.contains(&fault("inserted", None)), "{found:?}");
}

/// As a failing disk leaves it.
#[test]
fn r64_a_page_of_the_log_that_cannot_be_read_is_a_fault() {
    const PAGE: usize = 4096;
    let copy = Copy::make();
    let mut record = Vec::new();
    copy.tamper(|book| {
        let sql = "SELECT record FROM log WHERE position = 300";
        record = book.query_row(sql, [], |row| row.get(0)).expect("a record");
        edit_record(book, 7);
    });
    let path = copy.path().join("book.db");
    let mut file = std::fs::read(&path).expect("read");
    let place = file.windows(record.len()).position(|bytes| bytes == record);
    let page = place.expect("the record is there") / PAGE * PAGE;
    file[page..page + PAGE].fill(0xff);
    std::fs::write(&path, file).expect("written");

    let found = copy.faults(&[]);
    assert!(found.contains(&fault("edited", Some(7))), "{found:?}");
    let unreadable = found.iter().find(|(kind, _)| kind == "unreadable");
    let place = unreadable.and_then(|(_, position)| *position);
    assert!(
        place.is_some_and(|place| (200..=300).contains(&place)),
        "{found:?}"
    );
}
