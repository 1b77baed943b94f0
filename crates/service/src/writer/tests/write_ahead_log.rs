//! What the write-ahead log holds of a deleted person goes too, as soon as no reader is in the way.

use std::fs;
use std::time::Instant;

use rusqlite::Connection;

use super::*;

/// Somebody who reads the book as it was before a deletion, and how to find the person.
struct Reading {
    stage: Stage,
    reader: Connection,
    ann: AccountId,
    hash: Vec<u8>,
}

/// For a sweep that comes every second while something is left.
const LIMIT: Duration = Duration::from_secs(20);

impl Reading {
    /// With a reader in the middle of it, annabel is deleted.
    fn while_deleted() -> Reading {
        let stage = Stage::set(Fault::Lost);
        let ann = stage.add_person("annabel");
        let reader = Connection::open(stage.directory.path().join("book.db")).expect("a reader");
        reader.execute_batch("BEGIN").expect("begun");
        let hash = reader
            .query_row("SELECT hash FROM identities LIMIT 1", [], |row| row.get(0))
            .expect("a hash by which she is found");
        stage.delete(ann).expect("deleted");
        let reading = Reading {
            stage,
            reader,
            ann,
            hash,
        };
        assert!(!reading.stage.has_key(ann));
        assert_eq!(reading.stage.pending(), []);
        assert_eq!(reading.traces(), [KeyId(*ann.as_bytes())]);
        assert!(reading.is_found(), "the test looks for the right bytes");
        reading
    }

    fn traces(&self) -> Vec<KeyId> {
        let traces = self
            .stage
            .ledger
            .read(|reads| Ok(reads.destroyed_with_traces()?));
        traces.expect("readable")
    }

    fn is_found(&self) -> bool {
        ["book.db", "book.db-wal"].iter().any(|name| {
            let bytes = fs::read(self.stage.directory.path().join(name)).unwrap_or_default();
            let mut windows = bytes.windows(self.hash.len());
            windows.any(|window| window == self.hash)
        })
    }

    /// The connection stays, so that nobody else folds the log in.
    fn stop_reading(&self) {
        self.reader.execute_batch("ROLLBACK").expect("ended");
    }

    fn is_gone(&self) {
        assert_eq!(self.traces(), []);
        assert!(!self.is_found());
    }
}

#[test]
fn r42_what_a_reader_kept_in_the_write_ahead_log_goes_with_the_next_command() {
    let reading = Reading::while_deleted();
    let set_limit = |limit| {
        let admin = reading.stage.ledger.domain_admin(&reading.stage.caller);
        let set = admin
            .expect("an admin")
            .set_seat_limit(rollbook_domain::SeatScope::Domain, limit);
        set.expect("set");
    };
    set_limit(Some(5));
    assert_eq!(reading.traces(), [KeyId(*reading.ann.as_bytes())]);
    reading.stop_reading();
    set_limit(Some(6));
    reading.is_gone();
}

#[test]
fn r42_what_a_reader_kept_in_the_write_ahead_log_goes_without_any_command() {
    let reading = Reading::while_deleted();
    reading.stop_reading();
    let started = Instant::now();
    while !reading.traces().is_empty() {
        assert!(started.elapsed() < LIMIT, "nobody tried again");
        std::thread::sleep(Duration::from_millis(20));
    }
    reading.is_gone();
}

#[test]
fn r42_what_a_reader_kept_in_the_write_ahead_log_goes_as_the_ledger_is_closed_or_opened() {
    let reading = Reading::while_deleted();
    reading.stop_reading();
    reading.stage.ledger.close();
    assert!(!reading.is_found());

    let Reading {
        stage,
        reader,
        ann,
        hash,
    } = Reading::while_deleted();
    stage.ledger.close();
    reader.execute_batch("ROLLBACK").expect("ended");
    let reading = Reading {
        stage: stage.again(),
        reader,
        ann,
        hash,
    };
    reading.is_gone();
}

#[test]
fn r42_the_doctor_tells_that_a_reader_is_in_the_way() {
    let reading = Reading::while_deleted();
    assert_eq!(reading.stage.codes(), ["write-ahead-log-held"]);
    reading.stop_reading();
    assert_eq!(reading.stage.codes(), [""; 0]);
    reading.is_gone();
}
