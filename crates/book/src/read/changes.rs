//! What an import compares a whole domain with: every fingerprint at once, and then only what has
//! changed since.

use std::collections::BTreeSet;

use rollbook_domain::{Account, AccountId, InstitutionId, Position};
use rollbook_records::{Blind, Body, Id, Record};
use rusqlite::OptionalExtension;

use super::{Reads, sixteen};
use crate::{BookError, state};

/// Records read at once.
const CHUNK: usize = 1000;

/// What an import needs to know of an account that it may leave as it is.
#[derive(Clone, Copy, Debug)]
pub struct Fingerprinted {
    pub number: u64,
    pub id: AccountId,
    pub account: Account,
    pub fingerprint: Blind,
}

impl Reads<'_> {
    /// Calls with every account that was not deleted, in the order of their numbers.
    pub fn for_each_fingerprint(
        &self,
        mut each: impl FnMut(Fingerprinted),
    ) -> Result<(), BookError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT number, account_id, institution, state, fingerprint FROM accounts \
             WHERE state & ? = 0",
        )?;
        let mut rows = statement.query([state::DELETED])?;
        while let Some(row) = rows.next()? {
            let institution = InstitutionId(row.get(2)?);
            each(Fingerprinted {
                number: row.get(0)?,
                id: AccountId::from_bytes(sixteen(row, 1)?),
                account: state::decode(row.get(3)?, institution),
                fingerprint: sixteen(row, 4)?,
            });
        }
        Ok(())
    }

    /// The numbers of all accounts that records behind a position concern, in order; deleted ones
    /// too. `None` where there are more than `most` such records, so that looking at every account
    /// anew is cheaper.
    pub fn accounts_changed_since(
        &self,
        position: Position,
        most: u64,
    ) -> Result<Option<BTreeSet<u64>>, BookError> {
        let size = self.size()?;
        let mut next = Position(position.0 + 1);
        if size.saturating_sub(next.0) > most {
            return Ok(None);
        }
        let mut changed = BTreeSet::new();
        while next.0 < size {
            let records = self.log(next, CHUNK)?;
            let Some((last, _)) = records.last() else {
                break;
            };
            next = Position(last.0 + 1);
            for (position, bytes) in records {
                self.concerned(position, &Record::decode(&bytes)?, &mut changed)?;
            }
        }
        Ok(Some(changed))
    }

    /// Whom a record concerns: whoever its envelope names, and whoever loses a class by it.
    fn concerned(
        &self,
        position: Position,
        record: &Record,
        changed: &mut BTreeSet<u64>,
    ) -> Result<(), BookError> {
        let previous_owner = match &record.body {
            Body::ClassChanged(event) => event.previous_owner.map(AccountId::from),
            Body::ClassRemoved(event) => {
                changed.extend(self.departed_with(event.class, position)?);
                None
            }
            _ => None,
        };
        for id in record.account.into_iter().chain(previous_owner) {
            changed.extend(self.number(id)?);
        }
        Ok(())
    }

    fn number(&self, id: AccountId) -> Result<Option<u64>, BookError> {
        Ok(self
            .connection
            .prepare_cached("SELECT number FROM accounts WHERE account_id = ?")?
            .query_row([id.as_bytes()], |row| row.get(0))
            .optional()?)
    }

    /// Whose membership in a class ended with the class.
    fn departed_with(&self, class: Id, position: Position) -> Result<Vec<u64>, BookError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT account FROM classes JOIN memberships ON group_number = number \
             WHERE class_id = ? AND departed = ?",
        )?;
        let rows = statement.query_map((class.0, position.0), |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
