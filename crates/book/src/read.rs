//! Questions to the views. Everything that names a person comes back sealed.

mod accounts;
mod batches;
mod changes;
mod classes;
mod consistency;
mod ended;
mod ever;
mod gone;
mod groups;
mod in_order;
mod institutions;
mod ledger;
mod listing;
mod many;
mod past;
mod people;
mod proofs;
mod scan;
mod seat_history;
mod seats;
mod signing_keys;
mod steps;
mod unit_seats;

use rusqlite::Connection;

pub use accounts::AccountRow;
pub use batches::BatchRow;
pub use changes::Fingerprinted;
pub use classes::{ClassRow, EndedMembership, Member};
pub use consistency::Contradictions;
pub use ended::EndedWith;
pub use gone::Replaced;
pub use groups::GroupRow;
pub(crate) use in_order::{PASSED, for_each_in_order};
pub use institutions::InstitutionRow;
pub use listing::{Filter, Members};
pub use many::KnownAccount;
pub use people::{AdminRow, TokenRow};
pub use scan::{Direction, Onward};
pub use seat_history::SeatStep;
pub use signing_keys::SigningKeyRow;
pub use steps::{StepFilter, StepRow, StepTarget};

/// One consistent moment of the book.
pub struct Reads<'a> {
    pub(crate) connection: &'a Connection,
}

impl<'a> Reads<'a> {
    pub(crate) fn new(connection: &'a Connection) -> Reads<'a> {
        Reads { connection }
    }
}

/// Sixteen bytes that the schema promises; anything else is damage.
fn sixteen(row: &rusqlite::Row<'_>, index: usize) -> rusqlite::Result<[u8; 16]> {
    row.get(index)
}
