//! A ledger of some hundred events, to be copied and tampered with.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use rollbook_proofs::{Edge, leaf_hash};
use rollbook_service::{AccountColumns, Caller, Ledger, SeatScope, Settings};
use rollbook_testkit::{Rollbook, Run};
use rusqlite::Connection;
use tempfile::TempDir;

/// Records of the ledger before the last ones: two full tiles and some more.
const LIMITS: u64 = 620;

/// What is made once, and copied by every test.
struct Original {
    directory: TempDir,
    /// Of some size in the middle of a tile, as somebody kept it.
    early: String,
    late: String,
    size: u64,
}

/// A copy of the ledger's files.
pub struct Copy {
    directory: TempDir,
    pub size: u64,
}

/// A fault as a script sees it.
pub type Fault = (String, Option<u64>);

fn original() -> &'static Original {
    static ORIGINAL: OnceLock<Original> = OnceLock::new();
    ORIGINAL.get_or_init(|| {
        let directory = TempDir::new().expect("a directory");
        let ledger = Ledger::open_or_create(Settings::new(directory.path())).expect("a ledger");
        add_institution(&ledger);
        for number in 0..20 {
            add_account(&ledger, number);
        }
        limit_seats(&ledger, 0..LIMITS / 2);
        let early = ledger.checkpoint().expect("signed").note;
        limit_seats(&ledger, LIMITS / 2..LIMITS);
        let late = ledger.checkpoint().expect("signed");
        // The last connection folds the write-ahead log into the book.
        ledger.close();
        Original {
            early,
            late: late.note,
            size: late.size,
            directory,
        }
    })
}

fn add_institution(ledger: &Ledger) {
    let amy = Caller::of_the_machine("amy");
    let admin = ledger.domain_admin(&amy).expect("an admin");
    admin
        .add_institution("North", None, None, None)
        .expect("added");
}

fn add_account(ledger: &Ledger, number: u64) {
    let amy = Caller::of_the_machine("amy");
    let columns = AccountColumns {
        username: Some(format!("pupil{number}")),
        ..AccountColumns::default()
    };
    let operator = ledger.operator(&amy).expect("an operator");
    operator.add_account(&columns, None).expect("added");
}

/// An event, and a commit, for each number.
pub fn limit_seats(ledger: &Ledger, numbers: std::ops::Range<u64>) {
    let amy = Caller::of_the_machine("amy");
    let admin = ledger.domain_admin(&amy).expect("an admin");
    for number in numbers {
        let limit = Some(1000 + number);
        admin.set_seat_limit(SeatScope::Domain, limit).expect("set");
    }
}

impl Copy {
    pub fn make() -> Copy {
        let original = original();
        let directory = TempDir::new().expect("a directory");
        for name in ["book.db", "keys.db", "signing.key"] {
            let from = original.directory.path().join(name);
            fs::copy(from, directory.path().join(name)).expect("copied");
        }
        Copy {
            directory,
            size: original.size,
        }
    }

    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    pub fn open(&self) -> Ledger {
        Ledger::open(Settings::new(self.path())).expect("a ledger")
    }

    /// The public key that signs now.
    pub fn key(&self) -> String {
        let shown = Rollbook::on(self.path()).json(&["log", "key", "show"]);
        shown["keys"][0]["key"].as_str().expect("a key").to_owned()
    }

    /// A checkpoint that somebody kept, in a file outside the ledger's directory.
    pub fn kept(&self, note: &str) -> PathBuf {
        let path = self.path().with_extension("checkpoint");
        fs::write(&path, note).expect("written");
        path
    }

    pub fn early(&self) -> PathBuf {
        self.kept(&original().early)
    }

    pub fn late(&self) -> PathBuf {
        self.kept(&original().late)
    }

    pub fn verify(&self, arguments: &[&str]) -> Run {
        let arguments = [&["--format", "json", "verify"], arguments].concat();
        Rollbook::on(self.path()).run(&arguments)
    }

    /// What `verify` finds; its exit code must say the same.
    pub fn faults(&self, arguments: &[&str]) -> Vec<Fault> {
        let run = self.verify(arguments);
        let answer = run.json();
        let faults = answer["faults"].as_array().expect("faults");
        assert_eq!(answer["ok"], faults.is_empty(), "{answer}");
        let exit = if faults.is_empty() { 0 } else { 5 };
        assert_eq!(run.code, exit, "{answer} {}", run.stderr);
        let told = faults.iter().map(|fault| {
            let message = fault["message"].as_str().expect("a message");
            assert!(!message.is_empty());
            let kind = fault["kind"].as_str().expect("a kind");
            (kind.to_owned(), fault["position"].as_u64())
        });
        told.collect()
    }

    /// Edits the book as somebody does who knows how it is made.
    pub fn tamper(&self, edit: impl FnOnce(&Connection)) {
        let book = Connection::open(self.path().join("book.db")).expect("a store");
        edit(&book);
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        let _ = fs::remove_file(self.path().with_extension("checkpoint"));
    }
}

pub fn execute(book: &Connection, sql: &str) {
    book.execute_batch(sql).expect("executed");
}

/// Changes a record's last byte.
pub fn edit_record(book: &Connection, position: u64) {
    let sql = "SELECT record FROM log WHERE position = ?";
    let mut record: Vec<u8> = book
        .query_row(sql, [position], |row| row.get(0))
        .expect("a record");
    let last = record.last_mut().expect("bytes");
    *last ^= 1;
    book.execute(
        "UPDATE log SET record = ? WHERE position = ?",
        (record, position),
    )
    .expect("updated");
}

/// Makes every tile anew of the log as it stands.
pub fn make_tiles(book: &Connection) {
    execute(book, "DELETE FROM tiles");
    let mut edge = Edge::new();
    let mut select = book
        .prepare("SELECT record FROM log ORDER BY position")
        .expect("prepared");
    let mut rows = select.query([]).expect("queried");
    while let Some(row) = rows.next().expect("a row") {
        edge.append(leaf_hash(&row.get::<_, Vec<u8>>(0).expect("bytes")));
    }
    for tile in edge.take_tiles() {
        let number = u64::from(tile.level) << 56 | tile.index;
        book.execute(
            "INSERT INTO tiles (number, hashes) VALUES (?, ?)",
            (number, tile.hashes),
        )
        .expect("inserted");
    }
}

/// The faults as literals name them.
pub fn told<const N: usize>(faults: [(&str, u64); N]) -> Vec<Fault> {
    let told = faults.map(|(kind, position)| (kind.to_owned(), Some(position)));
    told.to_vec()
}
