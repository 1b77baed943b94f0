//! Opening a book while somebody else writes it.

mod support;

use std::sync::mpsc::channel;
use std::time::Duration;

use rollbook_book::{Book, BookError};
use rusqlite::Connection;
use support::Stage;
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
fn a_book_is_made_as_soon_as_whoever_makes_it_at_the_same_time_lets_it() {
    let directory = TempDir::new().expect("a directory");
    let other = Connection::open(directory.path().join(Book::FILE)).expect("a connection");
    // As a process holds the new file while it gives it a write-ahead log.
    other.execute_batch("BEGIN IMMEDIATE").expect("begun");

    let (answer, made) = channel();
    let path = directory.path().to_owned();
    std::thread::spawn(move || {
        // Nobody listens any more where the test has failed.
        let _ = answer.send(Book::create(&path).map(drop));
    });
    let refused = made.recv_timeout(Duration::from_millis(300));
    assert!(refused.is_err(), "it waits: {refused:?}");
    other.execute_batch("ROLLBACK").expect("let go");
    let made = made.recv_timeout(AT_ONCE).expect("it goes on");
    made.expect("a book");
}

#[test]
fn r55_a_writer_stops_where_a_newer_program_has_taken_the_book_over() {
    let mut stage = Stage::set();
    let path = stage.directory.path().join(Book::FILE);
    let other = Connection::open(path).expect("a connection");
    let known: i64 = other
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .expect("a number");
    other
        .pragma_update(None, "user_version", known + 1)
        .expect("set");
    let refused = stage.writer.begin().map(|_| ());
    assert!(matches!(refused, Err(BookError::Newer { .. })));
    other
        .pragma_update(None, "user_version", known)
        .expect("set");
    drop(stage.writer.begin().expect("begun again"));
    let views = "UPDATE facts SET value = value + 1 WHERE name = 'views'";
    other.execute(views, []).expect("set");
    let refused = stage.writer.begin().map(|_| ()).expect_err("refused");
    assert!(matches!(refused, BookError::NewerViews { .. }));
    assert!(refused.to_string().contains("use the newer program"));
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
