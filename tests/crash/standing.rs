//! What a ledger holds, counted in the views and in the log.

use std::path::Path;

use rollbook_book::{Book, BookError, Filter};
use rollbook_domain::{Position, Status};
use rollbook_records::{Kind, Record};

/// Records read at a time.
const PAGE: usize = 10_000;

/// Counts of the one institution.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Standing {
    active: usize,
    deactivated: usize,
    seats: u64,
    batches: usize,
    /// Records in the log of the kind `AccountDeactivated`.
    recorded: usize,
    /// Records of the kind `BatchRecorded`.
    recorded_batches: usize,
}

impl Standing {
    /// Nobody is deactivated; the batch is that of the accounts.
    pub fn before(accounts: usize) -> Standing {
        Standing {
            active: accounts,
            seats: accounts as u64,
            batches: 1,
            recorded_batches: 1,
            ..Standing::default()
        }
    }

    /// Everybody is.
    pub fn after(accounts: usize) -> Standing {
        Standing {
            deactivated: accounts,
            batches: 2,
            recorded: accounts,
            recorded_batches: 2,
            ..Standing::default()
        }
    }

    /// Of the ledger in a directory.
    pub fn of(directory: &Path) -> Standing {
        let book = Book::open(directory).expect("the book opens");
        book.read(|reads| {
            let mut standing = Standing::default();
            reads.accounts(&Filter::default(), |row| {
                match row.account.status() {
                    Status::Active => standing.active += 1,
                    Status::Deactivated => standing.deactivated += 1,
                    other => panic!("nobody was made {other:?}"),
                }
                Ok::<_, BookError>(true)
            })?;
            standing.seats = reads.seats()?.domain().in_use;
            standing.batches = reads.batches(None, 100)?.len();
            let mut from = Position(0);
            loop {
                let page = reads.log(from, PAGE)?;
                let Some((last, _)) = page.last() else { break };
                from = Position(last.0 + 1);
                for (_, bytes) in &page {
                    match Record::decode(bytes)?.body.kind() {
                        Kind::AccountDeactivated => standing.recorded += 1,
                        Kind::BatchRecorded => standing.recorded_batches += 1,
                        _ => {}
                    }
                }
            }
            Ok::<_, BookError>(standing)
        })
        .expect("the book can be read")
    }
}
