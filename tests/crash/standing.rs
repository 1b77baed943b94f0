//! What a ledger holds, counted in the views and in the log. That the log is whole and agrees with
//! the views is the doctor's matter.

use std::path::Path;

use rollbook_book::{Book, BookError, Filter};
use rollbook_domain::Status;

/// Counts of the one institution.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Standing {
    active: usize,
    deactivated: usize,
    seats: u64,
    batches: usize,
    /// How long the log is.
    records: u64,
}

impl Standing {
    /// Nobody is deactivated; the batch is that of the accounts.
    pub fn before(accounts: usize) -> Standing {
        Standing {
            active: accounts,
            seats: accounts as u64,
            batches: 1,
            // The ledger's opening and its signing key, the institution, the batch of the accounts
            // and what is in it.
            records: 4 + accounts as u64,
            ..Standing::default()
        }
    }

    /// Everybody is.
    pub fn after(accounts: usize) -> Standing {
        Standing {
            deactivated: accounts,
            batches: 2,
            records: 5 + 2 * accounts as u64,
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
            standing.records = reads.size()?;
            Ok::<_, BookError>(standing)
        })
        .expect("the book can be read")
    }
}
