//! Whatever state the files are in, they are read as they are, and stay so.

use std::collections::BTreeMap;

use tempfile::TempDir;

use super::*;

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

fn insert(directory: &Path) -> (Book, Connection) {
    let book = Book::create(directory).expect("a book");
    let connection = book::connect(&book.path).expect("a connection");
    connection
        .execute("INSERT INTO log (position, record) VALUES (0, x'07')", [])
        .expect("inserted");
    (book, connection)
}

fn read(directory: &Path) -> Vec<(i64, Vec<u8>)> {
    let book = ReadOnlyBook::open(directory).expect("opened");
    let mut rows = Vec::new();
    book.read(|reads| {
        reads.rows_of_log(i64::MIN..=i64::MAX, |position, record| {
            rows.push((position, record.to_vec()));
            Ok::<_, BookError>(())
        })
    })
    .expect("read");
    rows
}

#[test]
fn a_book_that_nobody_has_open_is_read_and_nothing_is_made() {
    let directory = TempDir::with_prefix("a %?# b").expect("a directory");
    drop(insert(directory.path()));
    let before = files(directory.path());
    assert_eq!(
        before.keys().collect::<Vec<_>>(),
        ["book.db", "ledger.lock"]
    );
    assert_eq!(read(directory.path()), [(0, vec![7])]);
    assert_eq!(files(directory.path()), before);
}

#[test]
fn a_copy_with_a_write_ahead_log_is_read_and_nothing_is_made() {
    let (original, copy) = (TempDir::new(), TempDir::new());
    let (original, copy) = (original.expect("a directory"), copy.expect("a directory"));
    let _open = insert(original.path());
    for name in ["book.db", "book.db-wal"] {
        fs::copy(original.path().join(name), copy.path().join(name)).expect("copied");
    }
    let before = files(copy.path());
    assert_eq!(read(copy.path()), [(0, vec![7])]);
    assert_eq!(files(copy.path()), before);
}

#[test]
fn a_book_in_use_is_read_up_to_its_last_commit() {
    let directory = TempDir::new().expect("a directory");
    let (_book, connection) = insert(directory.path());
    let names: Vec<String> = files(directory.path()).into_keys().collect();
    assert_eq!(read(directory.path()), [(0, vec![7])]);
    connection
        .execute("INSERT INTO log (position, record) VALUES (1, 'x')", [])
        .expect("inserted");
    assert_eq!(read(directory.path()), [(0, vec![7]), (1, vec![b'x'])]);
    let after: Vec<String> = files(directory.path()).into_keys().collect();
    assert_eq!(after, names);
}

/// Long enough that the file grows by it.
const LONG: &str = "INSERT INTO log (position, record) VALUES (?, zeroblob(65535))";

/// Positions that are read after somebody else wrote in the middle of it, and how often that took.
fn read_while(directory: &Path, mut others: impl FnMut()) -> (Vec<i64>, u32) {
    let book = ReadOnlyBook::open(directory).expect("opened");
    let mut attempts = 0;
    let positions = book.read(|reads| {
        let mut positions = Vec::new();
        attempts += 1;
        reads.rows_of_log(0..=0, |position, _| {
            positions.push(position);
            Ok::<_, BookError>(())
        })?;
        if attempts == 1 {
            others();
        }
        reads.rows_of_log(1..=i64::MAX, |position, _| {
            positions.push(position);
            Ok::<_, BookError>(())
        })?;
        Ok::<_, BookError>(positions)
    });
    (positions.expect("read"), attempts)
}

#[test]
fn r64_a_book_that_somebody_wrote_to_and_closed_meanwhile_is_read_once_more() {
    let directory = TempDir::new().expect("a directory");
    drop(insert(directory.path()));
    let write = || {
        let book = Book::open(directory.path()).expect("a book");
        let connection = book::connect(&book.path).expect("a connection");
        connection.execute(LONG, [1]).expect("inserted");
    };
    assert_eq!(read_while(directory.path(), write), (vec![0, 1], 2));
}

#[test]
fn r64_a_book_that_somebody_opened_meanwhile_is_read_once_more_with_its_locks() {
    let directory = TempDir::new().expect("a directory");
    drop(insert(directory.path()));
    let mut open = None;
    let write = || {
        let book = Book::open(directory.path()).expect("a book");
        let connection = book::connect(&book.path).expect("a connection");
        connection.execute(LONG, [1]).expect("inserted");
        open = Some((book, connection));
    };
    assert_eq!(read_while(directory.path(), write), (vec![0, 1], 2));
}

#[test]
fn r64_a_copy_whose_write_ahead_log_somebody_folded_in_meanwhile_is_read_once_more() {
    let (original, copy) = (TempDir::new(), TempDir::new());
    let (original, copy) = (original.expect("a directory"), copy.expect("a directory"));
    let _open = insert(original.path());
    for name in ["book.db", "book.db-wal"] {
        fs::copy(original.path().join(name), copy.path().join(name)).expect("copied");
    }
    let fold_in = || drop(Book::open(copy.path()).expect("a book"));
    assert_eq!(read_while(copy.path(), fold_in), (vec![0], 2));
}

#[test]
fn a_book_in_use_is_read_at_one_moment_and_once() {
    let directory = TempDir::new().expect("a directory");
    let (_book, connection) = insert(directory.path());
    let write = || {
        connection.execute(LONG, [1]).expect("inserted");
    };
    assert_eq!(read_while(directory.path(), write), (vec![0], 1));
}
