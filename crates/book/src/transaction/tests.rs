//! What becomes of a transaction where the disk is full.

use rollbook_domain::InstitutionId;
use rollbook_records::{Body, Channel, Header, Id, KeyId, LedgerOpened, RootKeys, Sealed, Unit};
use tempfile::TempDir;

use super::*;
use crate::{Book, Writer};

fn record(number: u64) -> Record {
    Record {
        header: Header::Own(Unit {
            id: uuid::Uuid::from_u128(u128::from(number)),
            at: chrono::DateTime::UNIX_EPOCH,
            channel: Channel::Cli,
            actor: KeyId([1; 16]),
            actor_name: Sealed::from_bytes(&[7; 2000]),
            reason: None,
        }),
        account: None,
        institution: Some(InstitutionId(number)),
        source: None,
        body: Body::LedgerOpened(LedgerOpened {
            ledger: Id([1; 16]),
        }),
    }
}

fn command(transaction: &mut Transaction<'_>, number: u64) -> Result<Position, BookError> {
    transaction.attempt(|transaction| {
        let position = transaction.append(&record(number), Opened::Nothing)?;
        transaction.finish_unit()?;
        Ok(position)
    })
}

fn stage() -> (TempDir, Book, Writer) {
    let directory = TempDir::new().expect("a directory");
    let book = Book::create(directory.path()).expect("a book");
    let root = RootKeys::derive(&zeroize::Zeroizing::new([7; 32]));
    let writer = book.writer(Blinding::new(&root)).expect("a writer");
    (directory, book, writer)
}

fn limit_pages(writer: &Writer, pages: u32) {
    let sql = format!("PRAGMA max_page_count = {pages}");
    let query = |_: &rusqlite::Row<'_>| Ok(());
    writer.connection.query_row(&sql, [], query).expect("set");
}

#[test]
fn a_full_disk_fails_the_whole_group_and_leaves_no_gap() {
    let (_directory, book, mut writer) = stage();
    let mut transaction = writer.begin().expect("begun");
    command(&mut transaction, 0).expect("done");
    transaction.commit().expect("committed");

    let pages: u32 = writer
        .connection
        .pragma_query_value(None, "page_count", |row| row.get(0))
        .expect("a count");
    limit_pages(&writer, pages + 5);
    let mut transaction = writer.begin().expect("begun");
    let outcomes: Vec<bool> = (1..100)
        .map(|number| command(&mut transaction, number).is_ok())
        .collect();
    let done = outcomes.iter().filter(|is_done| **is_done).count();
    // Some fitted, then the disk was full, and from there on all failed.
    assert!((1..90).contains(&done), "{done}");
    assert!(outcomes[..done].iter().all(|is_done| *is_done));
    assert!(transaction.is_taken_back());
    let late = transaction.append(&record(100), Opened::Nothing);
    assert!(matches!(late, Err(BookError::TakenBack(_))));
    let committed = transaction.commit();
    assert!(matches!(committed, Err(BookError::TakenBack(_))));
    assert_eq!(book.read(|reads| reads.size()).expect("a size"), 1);

    limit_pages(&writer, u32::MAX - 1);
    let mut transaction = writer.begin().expect("begun");
    for number in 1..300 {
        command(&mut transaction, number).expect("done");
    }
    transaction.commit().expect("committed");
    assert_whole(&book, 300);
}

/// The log has no gap, and the stored tiles give the root of its records.
fn assert_whole(book: &Book, size: u64) {
    let mut tree = Edge::new();
    let (records, root) = book
        .read(|reads| Ok::<_, BookError>((reads.log(Position(0), 1000)?, reads.root()?)))
        .expect("read");
    assert_eq!(records.len() as u64, size);
    for (expected, (position, bytes)) in records.iter().enumerate() {
        assert_eq!(position.0, expected as u64);
        tree.append(leaf_hash(bytes));
    }
    assert_eq!(tree.root(), root);
}

#[test]
fn a_commit_of_nothing_but_something_written_grows_the_write_ahead_log() {
    let (directory, _book, mut writer) = stage();
    let length = || {
        let path = directory.path().join("book.db-wal");
        path.metadata().expect("a log").len()
    };
    let before = length();
    writer.begin().expect("begun").commit().expect("committed");
    assert_eq!(length(), before);
    let transaction = writer.begin().expect("begun");
    transaction.write_something().expect("written");
    transaction.commit().expect("committed");
    assert!(length() > before);
}

#[test]
fn an_attempt_that_cannot_be_taken_back_alone_takes_the_whole_transaction_along() {
    let (_directory, book, mut writer) = stage();
    let mut transaction = writer.begin().expect("begun");
    command(&mut transaction, 0).expect("done");
    let outcome: Result<(), BookError> = transaction.attempt(|transaction| {
        transaction.append(&record(1), Opened::Nothing)?;
        transaction.connection.execute_batch("RELEASE attempt")?;
        Err(BookError::Damaged("on purpose".to_owned()))
    });
    assert!(matches!(outcome, Err(BookError::TakenBack(Some(_)))));
    assert!(command(&mut transaction, 1).is_err());
    assert!(transaction.commit().is_err());
    assert_eq!(book.read(|reads| reads.size()).expect("a size"), 0);
}

#[test]
fn r64_a_commit_signs_the_root_of_its_last_record_and_a_commit_of_nothing_signs_nothing() {
    let (_directory, book, mut writer) = stage();
    let key = Arc::new(SigningKey::new("rollbook/test", &[7; 32]).expect("a key"));
    let last = || {
        book.read(|reads| Ok::<_, BookError>((reads.last_checkpoint()?, reads.root()?)))
            .expect("read")
    };
    let mut transaction = writer.begin().expect("begun");
    transaction.sign_with(Arc::clone(&key));
    for number in 0..3 {
        command(&mut transaction, number).expect("done");
    }
    transaction.commit().expect("committed");

    let (stored, root) = last();
    let stored = stored.expect("signed");
    let keys = [key.verifying_key().clone()];
    let opened = rollbook_proofs::Checkpoint::open(&stored.note, &keys).expect("signed by the key");
    assert_eq!((opened.size, stored.size, opened.root), (3, 3, root));

    let other = Arc::new(SigningKey::new("rollbook/test", &[8; 32]).expect("a key"));
    let mut transaction = writer.begin().expect("begun");
    transaction.sign_with(other);
    transaction.commit().expect("committed");
    assert_eq!(last().0, Some(stored));
}

#[test]
fn r64_a_record_that_no_bundle_could_hold_is_refused_and_leaves_no_trace() {
    let (_directory, book, mut writer) = stage();
    let mut transaction = writer.begin().expect("begun");
    let mut long = record(0);
    if let Header::Own(unit) = &mut long.header {
        unit.reason = Some(Sealed::from_bytes(&[7; MAX_ENTRY_BYTES]));
    }
    let refused = transaction
        .attempt(|transaction| transaction.append(&long, Opened::Nothing))
        .expect_err("too long");
    assert!(
        refused
            .to_string()
            .starts_with("the event LedgerOpened would take 6")
    );
    command(&mut transaction, 0).expect("the transaction goes on");
    transaction.commit().expect("committed");
    assert_eq!(book.read(|reads| reads.size()).expect("a size"), 1);
}
