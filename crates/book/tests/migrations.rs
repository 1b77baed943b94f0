//! Books that earlier versions wrote.

mod support;

use rollbook_book::{Book, BookError};
use rollbook_domain::{Account, InstitutionId};
use rusqlite::Connection;
use support::{account, blinding};
use tempfile::TempDir;

const FIRST: &str = include_str!("../src/schema/0001_first.sql");

/// A book as the first version left it: a school, a person and a group, without their records.
fn first_book() -> TempDir {
    let directory = TempDir::new().expect("a directory");
    let book = Connection::open(directory.path().join(Book::FILE)).expect("a file");
    book.execute_batch(FIRST).expect("the first schema");
    book.pragma_update(None, "user_version", 1).expect("set");
    let hash = blinding().institution_import_id("ORG-1");
    book.execute(
        "INSERT INTO institutions (institution, position, name, name_hash, import_id, \
         import_id_hash, in_use) VALUES (1, 1, x'01', x'02', x'03', ?, 1)",
        [hash],
    )
    .expect("a school");
    book.execute(
        "INSERT INTO accounts VALUES (2, ?, 1, 0, 2, 2, 2, zeroblob(16))",
        [account(1).as_bytes()],
    )
    .expect("a person");
    book.execute_batch(
        "INSERT INTO groups VALUES (3, zeroblob(16), 1, x'04', x'05');
         INSERT INTO memberships VALUES (2, 3, 4, NULL);",
    )
    .expect("a membership");
    directory
}

#[test]
fn a_book_of_the_first_schema_is_brought_up_to_date_as_it_is_opened() {
    let directory = first_book();
    let book = Book::open(directory.path()).expect("opened");
    book.read(|reads| {
        let row = reads.account(account(1))?.expect("there");
        assert!(matches!(row.account, Account::Living(_)));
        assert_eq!(row.activity_position, None);
        let members = reads.members(3)?;
        assert_eq!(members.len(), 1);
        assert_eq!((members[0].account, members[0].role), (2, None));
        assert_eq!(reads.groups_of(2)?.len(), 1);
        assert_eq!(reads.classes(None)?, []);
        assert_eq!(reads.pending_destructions()?, []);
        let hash = blinding().institution_import_id("ORG-1");
        let institution = reads.institution_by_import_id(&hash)?.expect("there");
        assert_eq!(
            (institution.id, institution.parent),
            (InstitutionId(1), None)
        );
        assert_eq!(reads.contradictions()?, Default::default());
        Ok::<_, BookError>(())
    })
    .expect("readable");
    // A second time there is nothing to do.
    drop(book);
    Book::open(directory.path()).expect("opened again");
}
