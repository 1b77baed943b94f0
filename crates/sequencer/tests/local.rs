//! What every engine owes, shown on the embedded one: order, expected heads, whole batches, and
//! reading on without gap or repeat.

use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;
use std::time::Duration;

use chrono::DateTime;
use rollbook_book::{Book, Opened, Transaction, Writer};
use rollbook_domain::Position;
use rollbook_records::{
    Blinding, Body, Channel, Header, Id, KeyId, LedgerOpened, Record, RootKeys, Sealed, Unit,
};
use rollbook_sequencer::{Local, Outcome, Sequencer, Staged};
use tempfile::TempDir;
use uuid::Uuid;

struct Fixture {
    book: Arc<Book>,
    writer: Writer,
    engine: Local,
    directory: TempDir,
}

fn fixture() -> Fixture {
    fixture_in(TempDir::new().expect("a directory"))
}

fn fixture_in(directory: TempDir) -> Fixture {
    let book = Arc::new(Book::create(directory.path()).expect("a book"));
    let writer = writer(&book);
    Fixture {
        engine: Local::new(Arc::clone(&book)),
        writer,
        book,
        directory,
    }
}

fn writer(book: &Book) -> Writer {
    let root = RootKeys::derive(&zeroize::Zeroizing::new([7; 32]));
    book.writer(Blinding::new(&root)).expect("a writer")
}

fn record(number: u8) -> Record {
    Record {
        header: Header::Own(Unit {
            id: Uuid::from_bytes([number; 16]),
            at: DateTime::UNIX_EPOCH,
            channel: Channel::Cli,
            actor: KeyId([1; 16]),
            actor_name: Sealed::from_bytes(&[number; 40]),
            reason: None,
        }),
        account: None,
        institution: None,
        source: None,
        body: Body::LedgerOpened(LedgerOpened {
            ledger: Id([number; 16]),
        }),
    }
}

fn append_to(transaction: &mut Transaction<'_>, number: u8) {
    transaction
        .append(&record(number), Opened::Nothing)
        .expect("appended");
    transaction.finish_unit().expect("finished");
}

fn append(fixture: &mut Fixture, number: u8) -> Outcome {
    let mut transaction = fixture.writer.begin().expect("a transaction");
    let expected_head = transaction.began_at();
    append_to(&mut transaction, number);
    fixture.engine.append(Staged {
        expected_head,
        transaction,
        turn: None,
    })
}

#[test]
fn records_are_read_back_in_order_with_their_positions() {
    let mut fixture = fixture();
    for number in 0..5 {
        assert!(matches!(append(&mut fixture, number), Outcome::Committed));
    }
    let read = fixture.engine.read(Position(1), 3).expect("records");
    let positions: Vec<u64> = read.iter().map(|stored| stored.position.0).collect();
    assert_eq!(positions, [1, 2, 3]);
    assert_eq!(read[0].record, record(1).encode());
    assert!(
        fixture
            .engine
            .read(Position(5), 3)
            .expect("none")
            .is_empty()
    );
}

#[test]
fn an_append_at_another_head_is_a_conflict_and_writes_nothing() {
    let mut fixture = fixture();
    append(&mut fixture, 0);
    append(&mut fixture, 1);
    let mut transaction = fixture.writer.begin().expect("a transaction");
    append_to(&mut transaction, 2);
    let outcome = fixture.engine.append(Staged {
        expected_head: Some(Position(0)),
        transaction,
        turn: None,
    });
    assert!(matches!(outcome, Outcome::Conflict));
    assert_eq!(
        fixture.engine.read(Position(0), 10).expect("records").len(),
        2
    );
    assert!(matches!(append(&mut fixture, 3), Outcome::Committed));
}

#[test]
fn an_attempt_that_fails_leaves_the_others_of_its_group() {
    let mut fixture = fixture();
    let mut transaction = fixture.writer.begin().expect("a transaction");
    append_to(&mut transaction, 0);
    let failed = transaction.attempt(|transaction| {
        append_to(transaction, 1);
        Err::<(), _>(rollbook_book::BookError::Damaged("on purpose".to_owned()))
    });
    assert!(failed.is_err());
    append_to(&mut transaction, 2);
    fixture.engine.append(Staged {
        expected_head: None,
        transaction,
        turn: None,
    });
    let read = fixture.engine.read(Position(0), 10).expect("records");
    assert_eq!(read.len(), 2);
    assert_eq!(read[1].record, record(2).encode());
}

/// A process may end, and power be lost, at any write to the write-ahead log.
#[test]
fn a_crash_at_any_write_leaves_all_of_an_append_or_nothing() {
    const HALF_A_PAGE: usize = 2048;
    const RECORDS: u8 = 40;
    let mut fixture = fixture();
    append(&mut fixture, 0);
    let before = Files::of(&fixture);
    let mut transaction = fixture.writer.begin().expect("a transaction");
    (1..RECORDS).for_each(|number| append_to(&mut transaction, number));
    let outcome = fixture.engine.append(Staged {
        expected_head: Some(Position(0)),
        transaction,
        turn: None,
    });
    assert!(matches!(outcome, Outcome::Committed));
    let after = Files::of(&fixture);
    assert!(before.book == after.book, "more than the log was written");
    let mut sizes = BTreeSet::new();
    let end = after.log.len();
    for cut in (0..end).step_by(HALF_A_PAGE).chain([end]) {
        let log = [&after.log[..cut], before.log.get(cut..).unwrap_or_default()].concat();
        let mut crashed = fixture_of(&after.book, &log);
        let read = crashed.engine.read(Position(0), 100).expect("records");
        for (entry, number) in read.iter().zip(0..) {
            assert_eq!(entry.record, record(number).encode());
        }
        sizes.insert(read.len());
        assert!(matches!(append(&mut crashed, RECORDS), Outcome::Committed));
    }
    assert_eq!(sizes, BTreeSet::from([1, usize::from(RECORDS)]));
}

/// What a crash leaves of a book.
struct Files {
    book: Vec<u8>,
    log: Vec<u8>,
}

impl Files {
    fn of(fixture: &Fixture) -> Files {
        let read = |name| fs::read(fixture.directory.path().join(name)).expect("a file");
        Files {
            book: read("book.db"),
            log: read("book.db-wal"),
        }
    }
}

fn fixture_of(book: &[u8], log: &[u8]) -> Fixture {
    let directory = TempDir::new().expect("a directory");
    for (name, bytes) in [("book.db", book), ("book.db-wal", log)] {
        fs::write(directory.path().join(name), bytes).expect("written");
    }
    fixture_in(directory)
}

#[test]
fn r64_the_stored_tree_has_the_root_of_the_stored_records() {
    let mut fixture = fixture();
    let mut tree = rollbook_proofs::Edge::new();
    for number in 0..=255 {
        append(&mut fixture, number);
        tree.append(rollbook_proofs::leaf_hash(&record(number).encode()));
    }
    for number in 0..9 {
        // Another process writes the same book: the edge is restored from the tiles.
        fixture.writer = writer(&fixture.book);
        append(&mut fixture, number);
        tree.append(rollbook_proofs::leaf_hash(&record(number).encode()));
    }
    let stored = fixture.book.read(|reads| reads.root()).expect("a root");
    assert_eq!(stored, tree.root());
}

#[test]
fn waiting_ends_when_the_position_is_there_or_patience_is_not() {
    let mut fixture = fixture();
    append(&mut fixture, 0);
    let short = Duration::from_millis(20);
    assert!(fixture.engine.wait(Position(0), short).expect("no fault"));
    assert!(!fixture.engine.wait(Position(1), short).expect("no fault"));
    let book = Arc::clone(&fixture.book);
    let waiting = std::thread::spawn(move || {
        // A reader of another process sees what this one appends.
        Local::new(book).wait(Position(1), Duration::from_secs(60))
    });
    append(&mut fixture, 1);
    assert!(waiting.join().expect("joined").expect("no fault"));
}
