//! Opening a book while somebody else writes it.

use std::sync::mpsc::channel;
use std::time::Duration;

use rollbook_book::{Book, BookError};
use rusqlite::Connection;
use tempfile::TempDir;

/// Far less than a writer's patience, far more than opening takes.
const AT_ONCE: Duration = Duration::from_secs(20);

#[test]
fn a_book_opens_and_is_read_at_once_while_another_process_writes() {
    let directory = TempDir::new().expect("a directory");
    Book::create(directory.path()).expect("a book");
    let other = Connection::open(directory.path().join(Book::FILE)).expect("a connection");
    other
        .execute_batch("BEGIN IMMEDIATE; INSERT INTO log (position, record) VALUES (0, x'00')")
        .expect("a transaction that stays open");

    let (answer, size) = channel();
    let path = directory.path().to_owned();
    std::thread::spawn(move || {
        let size = Book::open(&path).and_then(|book| book.read(|reads| reads.size()));
        // Nobody listens any more where the test has failed.
        let _ = answer.send(size);
    });
    let size = size.recv_timeout(AT_ONCE).expect("no waiting for the lock");
    assert_eq!(size.expect("readable"), 0);
}

#[test]
fn a_book_of_a_newer_schema_is_refused() {
    let directory = TempDir::new().expect("a directory");
    Book::create(directory.path()).expect("a book");
    let other = Connection::open(directory.path().join(Book::FILE)).expect("a connection");
    other
        .pragma_update(None, "user_version", 1000)
        .expect("set");
    let refused = Book::open(directory.path());
    assert!(matches!(
        refused.map(|_| ()),
        Err(BookError::Newer { found: 1000, .. })
    ));
}
