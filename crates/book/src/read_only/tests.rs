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
