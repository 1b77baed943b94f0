//! Many accounts at once: where a file asks for a good part of all, one pass over the table costs
//! less than a search for each.

use rollbook_domain::{Account, AccountId, InstitutionId};
use rollbook_records::Blind;
use rusqlite::OptionalExtension;

use super::listing::Pass;
use super::{AccountRow, Filter, Reads, sixteen};
use crate::{BookError, state};

/// A search costs as much as passing by so many rows.
const ROWS_PASSED_IN_A_SEARCH: usize = 8;

/// Who an account is, and its state.
#[derive(Clone, Copy, Debug)]
pub struct KnownAccount {
    pub number: u64,
    pub id: AccountId,
    pub account: Account,
}

impl KnownAccount {
    fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<KnownAccount> {
        let institution = InstitutionId(row.get(2)?);
        Ok(KnownAccount {
            number: row.get(0)?,
            id: AccountId::from_bytes(sixteen(row, 1)?),
            account: state::decode(row.get(3)?, institution),
        })
    }
}

impl Reads<'_> {
    /// Calls with the place of each identity, and with every account that it finds. The identities
    /// ascend, and none stands twice.
    pub fn find_many(
        &self,
        identities: &[Blind],
        mut found: impl FnMut(usize, u64),
    ) -> Result<(), BookError> {
        if !self.is_good_part(identities.len(), "identities")? {
            let mut statement = self
                .connection
                .prepare_cached("SELECT account FROM identities WHERE hash = ? ORDER BY account")?;
            for (place, identity) in identities.iter().enumerate() {
                let mut rows = statement.query([identity])?;
                while let Some(row) = rows.next()? {
                    found(place, row.get(0)?);
                }
            }
            return Ok(());
        }
        let mut statement = self
            .connection
            .prepare_cached("SELECT hash, account FROM identities ORDER BY hash, account")?;
        let mut rows = statement.query([])?;
        let mut place = 0;
        while let Some(row) = rows.next()? {
            let hash: Blind = sixteen(row, 0)?;
            while identities.get(place).is_some_and(|wanted| *wanted < hash) {
                place += 1;
            }
            match identities.get(place) {
                Some(wanted) if *wanted == hash => found(place, row.get(1)?),
                Some(_) => {}
                None => break,
            }
        }
        Ok(())
    }

    /// The accounts of these numbers, which ascend; in the same order.
    pub fn known_accounts(&self, numbers: &[u64]) -> Result<Vec<KnownAccount>, BookError> {
        const COLUMNS: &str = "number, account_id, institution, state";
        let mut accounts = Vec::with_capacity(numbers.len());
        if !self.is_good_part(numbers.len(), "accounts")? {
            let mut statement = self
                .connection
                .prepare_cached(&format!("SELECT {COLUMNS} FROM accounts WHERE number = ?"))?;
            for number in numbers {
                accounts.extend(
                    statement
                        .query_row([number], KnownAccount::read)
                        .optional()?,
                );
            }
            return Ok(accounts);
        }
        let mut statement = self
            .connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM accounts ORDER BY number"))?;
        let mut rows = statement.query([])?;
        let mut wanted = numbers.iter().peekable();
        while let Some(row) = rows.next()? {
            let number: u64 = row.get(0)?;
            while wanted.next_if(|wanted| **wanted < number).is_some() {}
            match wanted.peek() {
                Some(wanted) if **wanted == number => accounts.push(KnownAccount::read(row)?),
                Some(_) => {}
                None => break,
            }
        }
        Ok(accounts)
    }

    /// Calls with the place of each account in `ids`, which ascend, and with what is known of it.
    pub fn for_each_account_of<E: From<BookError>>(
        &self,
        ids: &[AccountId],
        mut each: impl FnMut(usize, AccountRow) -> Result<(), E>,
    ) -> Result<(), E> {
        if !self.is_good_part(ids.len(), "accounts")? {
            for (place, id) in ids.iter().enumerate() {
                if let Some(row) = self.account(*id)? {
                    each(place, row)?;
                }
            }
            return Ok(());
        }
        let mut place = 0;
        self.for_each_account(&Filter::default(), Pass::default(), |row| {
            while ids.get(place).is_some_and(|wanted| *wanted < row.id) {
                place += 1;
            }
            if ids.get(place) == Some(&row.id) {
                each(place, row)?;
            }
            Ok(place < ids.len())
        })
    }

    /// Whether a pass over all rows of a table costs less than so many searches.
    fn is_good_part(&self, searches: usize, table: &str) -> Result<bool, BookError> {
        let most = searches.saturating_mul(ROWS_PASSED_IN_A_SEARCH);
        // Counting stops where the answer is clear.
        let rows: usize = self
            .connection
            .prepare_cached(&format!(
                "SELECT count(*) FROM (SELECT 1 FROM {table} LIMIT ?)"
            ))?
            .query_row([most.saturating_add(1)], |row| row.get(0))?;
        Ok(rows <= most)
    }
}
