//! What the records of one unit make of accounts: held back, then written account by account and
//! in the order of each table. In the order of its file a batch would write all over them, and
//! would read and write an account again for each of its events.

use std::collections::BTreeMap;

use rollbook_domain::{Account, AccountId, Event, InstitutionId, Position};
use rollbook_records::Blind;
use rusqlite::Connection;

use super::account_rows::AccountEvent;
use super::changes::{self, Change};
use super::{account_rows, deletions, groups, identities, seats};
use crate::BookError;

/// Steps that are held back at most, in some 60 MB.
const HELD: usize = 1 << 17;

/// The same where the log is applied again: large batches name accounts all over the tables, and the
/// fewer times they are passed over, the better.
const HELD_AGAIN: usize = 1 << 19;

/// Events of accounts that are held back at most while the log is applied again, in some 50 MB. Each
/// account has its events side by side, so every batch writes all over their table; nothing that is
/// applied reads it.
const TOUCHED_AGAIN: usize = 1 << 21;

/// What is gathered while the records of one unit are appended.
#[derive(Default)]
pub(crate) struct OpenUnit {
    /// Whether what happens was not done by hand (R30).
    pub(super) by_batch: bool,
    /// Whether its records stand in the log already: the keys that they end went long ago.
    pub(crate) is_again: bool,
    held: Vec<Step>,
    /// Which accounts the records concern.
    pub(super) touched: Vec<AccountEvent>,
    pub(super) seats: BTreeMap<InstitutionId, i64>,
    /// Accounts that were deleted, and by whose profile nothing can be found that must go.
    pub(super) unfindable: Vec<AccountId>,
    /// Where the counter of assigned `user_id`s stands, where it was moved.
    pub(crate) next_user_id: Option<u64>,
    /// Why a reader's turn to settle it failed.
    pub(crate) failure: Option<BookError>,
}

/// What one record makes of the account that it names, where it concerns no other.
pub(super) struct Step {
    pub(super) id: AccountId,
    pub(super) position: Position,
    pub(super) event: Event,
    /// Of the profile from now on.
    pub(super) fingerprint: Option<Blind>,
    /// The number of the group or class that is joined or left, and the role there.
    pub(super) group: Option<(u64, Option<u8>)>,
    pub(super) identities: Vec<identities::Edit>,
}

impl Step {
    /// Whether the account of this step is that of the next one. An account that is created again
    /// is another: the table refuses it.
    fn belongs_together(&self, next: &Step) -> bool {
        self.id == next.id && !next.creates()
    }

    pub(super) fn creates(&self) -> bool {
        matches!(self.event, Event::AccountCreated { .. })
    }
}

impl OpenUnit {
    pub(super) fn hold(&mut self, step: Step) {
        self.held.push(step);
    }

    fn is_settled(&self) -> bool {
        self.held.is_empty() && self.next_user_id.is_none() && !self.has_to_write_touched()
    }

    fn has_to_write_touched(&self) -> bool {
        let held = if self.is_again { TOUCHED_AGAIN } else { 0 };
        self.touched.len() > held
    }

    /// Whether what is held back should be written before more is.
    pub(crate) fn is_full(&self) -> bool {
        self.held.len() >= if self.is_again { HELD_AGAIN } else { HELD }
    }

    /// Writes what is held back.
    pub(crate) fn settle(&mut self, connection: &Connection) -> Result<(), BookError> {
        if self.is_settled() {
            return Ok(());
        }
        let mut held = std::mem::take(&mut self.held);
        held.sort_unstable_by_key(|step| (step.id, step.position));
        let steps: Vec<&[Step]> = held.chunk_by(Step::belongs_together).collect();
        let mut changes = changes::of(connection, &steps, !self.by_batch, &mut self.touched)?;
        let mut edits = Vec::new();
        for (change, steps) in changes.iter().zip(steps) {
            self.note(change, steps, &mut edits);
            for step in steps {
                self.write_others(connection, change.number, step)?;
            }
        }
        changes.sort_unstable_by_key(|change| change.number);
        account_rows::write(connection, &changes)?;
        identities::write(connection, edits)?;
        if self.has_to_write_touched() {
            account_rows::write_touched(connection, &mut self.touched)?;
        }
        match self.next_user_id.take() {
            Some(next) => write_next_user_id(connection, next),
            None => Ok(()),
        }
    }

    /// Writes what is held back, events of accounts too that wait for those of later units.
    pub(crate) fn write_all(&mut self, connection: &Connection) -> Result<(), BookError> {
        self.settle(connection)?;
        account_rows::write_touched(connection, &mut self.touched)
    }

    /// Ends the unit, whose last record stands at `last`.
    pub(crate) fn finish(&mut self, connection: &Connection, last: u64) -> Result<(), BookError> {
        self.settle(connection)?;
        self.by_batch = false;
        let unfindable = std::mem::take(&mut self.unfindable);
        if !unfindable.is_empty() {
            deletions::forget_identities(connection, &unfindable)?;
        }
        seats::write_seat_steps(connection, &std::mem::take(&mut self.seats), last)
    }

    fn note(&mut self, change: &Change, steps: &[Step], edits: &mut Vec<(identities::Edit, u64)>) {
        seats::count(&mut self.seats, change.before.as_ref(), &change.after);
        let is_deleted = matches!(change.after, Account::Deleted { .. });
        for edit in steps.iter().flat_map(|step| &step.identities) {
            let edit = if is_deleted { edit.untraced() } else { *edit };
            edits.push((edit, change.number));
        }
    }

    /// Writes what a step makes of other views than that of accounts.
    fn write_others(
        &self,
        connection: &Connection,
        number: u64,
        step: &Step,
    ) -> Result<(), BookError> {
        match (step.event, step.group) {
            (Event::GroupJoined { .. }, Some((group, role))) => {
                groups::write_joined(connection, number, group, role, step.position)
            }
            (Event::GroupLeft { .. }, Some((group, _))) => {
                groups::write_left(connection, number, group, step.position)
            }
            (Event::AccountDeleted, _) => {
                deletions::end_account(connection, number, step.position)?;
                match self.is_again {
                    true => Ok(()),
                    false => deletions::note_keys(connection, number, step.id),
                }
            }
            _ => Ok(()),
        }
    }
}

fn write_next_user_id(connection: &Connection, next: u64) -> Result<(), BookError> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO facts (name, value) VALUES ('next_user_id', ?)")?
        .execute([next])?;
    Ok(())
}
