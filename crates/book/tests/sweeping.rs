//! What a rebuild left that was cut off, and somebody has no time to remove.

use std::cell::Cell;

use rollbook_book::Book;
use rusqlite::Connection;
use tempfile::TempDir;

/// More than are removed at once.
const ROWS: u64 = 5000;

#[test]
fn r42_a_sweep_that_leaves_off_is_taken_up_by_the_next() {
    let directory = TempDir::new().expect("a directory");
    let book = Book::create(directory.path()).expect("a book");
    let left = Connection::open(directory.path().join(Book::FILE)).expect("a connection");
    left.execute_batch(&format!(
        "CREATE TABLE retired_identities (hash BLOB, account INTEGER, PRIMARY KEY (hash, account)) WITHOUT ROWID;
         WITH RECURSIVE numbers (number) AS
           (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < {ROWS})
         INSERT INTO retired_identities SELECT x'00', number FROM numbers"
    ))
    .expect("left over");
    let rows = || {
        let count = left.query_row("SELECT count(*) FROM retired_identities", [], |row| {
            row.get::<_, u64>(0)
        });
        count.ok()
    };

    let asked = Cell::new(0);
    let once = || asked.replace(asked.get() + 1) == 0;
    let sweep = |goes_on: &dyn Fn() -> bool| book.sweep_rebuild(&mut |_| {}, goes_on);
    assert!(!sweep(&once).expect("swept"));
    assert!(rows().is_some_and(|rows| (1..ROWS).contains(&rows)));
    assert!(sweep(&|| true).expect("swept"));
    assert_eq!(rows(), None);
    assert!(!sweep(&|| true).expect("there is nothing"));
}
