//! Many rows of one table at once, by keys that ascend: those that lie close together are read in
//! one go, because to enter a table for each costs several times as much.

use std::cmp::Ordering;

use rollbook_domain::{AccountId, Position};
use rollbook_records::Record;
use rusqlite::types::FromSql;
use rusqlite::{Row, Statement, ToSql};

use super::accounts::COLUMNS;
use super::{AccountRow, Reads};
use crate::BookError;

/// Rows that are passed over before a table is entered anew, where nothing was measured.
pub(crate) const PASSED: u32 = 8;

/// Calls with the place of each key and every row that has it. The statement selects the key first,
/// takes a key as its only parameter and gives the rows from there on, in the order of the keys. It
/// is asked anew for the next key when more rows than `most_passed` lie before that.
pub(crate) fn for_each_in_order<K: Ord + ToSql + FromSql>(
    statement: &mut Statement<'_>,
    keys: &[K],
    most_passed: u32,
    mut each: impl FnMut(usize, &Row<'_>) -> Result<(), BookError>,
) -> Result<(), BookError> {
    let mut place = 0;
    while let Some(first) = keys.get(place) {
        let mut rows = statement.query([first])?;
        let mut passed = 0;
        while passed <= most_passed {
            let Some(row) = rows.next()? else {
                return Ok(());
            };
            let key: K = row.get(0)?;
            while keys.get(place).is_some_and(|wanted| *wanted < key) {
                place += 1;
            }
            match keys.get(place).map(|wanted| key.cmp(wanted)) {
                Some(Ordering::Equal) => {
                    each(place, row)?;
                    passed = 0;
                }
                Some(_) => passed += 1,
                None => return Ok(()),
            }
        }
    }
    Ok(())
}

impl Reads<'_> {
    /// The records at these positions, which ascend.
    pub fn records(&self, positions: &[Position]) -> Result<Vec<Record>, BookError> {
        let wanted: Vec<u64> = positions.iter().map(|position| position.0).collect();
        let mut statement = self.connection.prepare_cached(
            "SELECT position, record FROM log WHERE position >= ? ORDER BY position",
        )?;
        let mut records = Vec::with_capacity(wanted.len());
        for_each_in_order(&mut statement, &wanted, PASSED, |_, row| {
            let bytes = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
            records.push(Record::decode(bytes)?);
            Ok(())
        })?;
        match records.len() == wanted.len() {
            true => Ok(records),
            false => Err(BookError::Damaged(
                "a view names a position that has no record".to_owned(),
            )),
        }
    }

    /// Those accounts of these ids, which ascend, that there are.
    pub fn accounts_in_order(&self, ids: &[AccountId]) -> Result<Vec<AccountRow>, BookError> {
        let wanted: Vec<[u8; 16]> = ids.iter().map(|id| *id.as_bytes()).collect();
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT account_id, {COLUMNS} FROM accounts WHERE account_id >= ? ORDER BY account_id"
        ))?;
        let mut accounts = Vec::with_capacity(wanted.len());
        for_each_in_order(&mut statement, &wanted, PASSED, |_, row| {
            accounts.push(AccountRow::read_from(row, 1)?);
            Ok(())
        })?;
        Ok(accounts)
    }

    /// Calls with the place of each account, given by numbers that ascend, and the number of each
    /// group or class that it was in as of a position, by the position at which it joined.
    pub fn memberships_at(
        &self,
        accounts: &[u64],
        at: Position,
        mut each: impl FnMut(usize, u64, Position),
    ) -> Result<(), BookError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT account, group_number, joined, departed FROM memberships \
             WHERE account >= ? ORDER BY account",
        )?;
        for_each_in_order(&mut statement, accounts, PASSED, |place, row| {
            let joined: u64 = row.get(2)?;
            let departed: Option<u64> = row.get(3)?;
            if joined <= at.0 && departed.is_none_or(|departed| departed > at.0) {
                each(place, row.get(1)?, Position(joined));
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    #[test]
    fn every_wanted_row_is_found_however_far_apart() {
        let connection = Connection::open_in_memory().expect("a store");
        connection
            .execute_batch(
                "CREATE TABLE t (k INTEGER, v INTEGER, PRIMARY KEY (k, v)) WITHOUT ROWID;
                 WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 299)
                 INSERT INTO t SELECT 2 * i, v FROM n, (SELECT 0 AS v UNION ALL SELECT 1);",
            )
            .expect("filled");
        let mut statement = connection
            .prepare("SELECT k, v FROM t WHERE k >= ? ORDER BY k, v")
            .expect("a statement");
        for stride in 1..60_u64 {
            for first in 0..3 {
                let keys: Vec<u64> = (first..700).step_by(stride as usize).collect();
                let most_passed = stride as u32 % 10;
                let mut found = Vec::new();
                for_each_in_order(&mut statement, &keys, most_passed, |place, row| {
                    found.push((keys[place], row.get::<_, u64>(0)?, row.get::<_, u64>(1)?));
                    Ok(())
                })
                .expect("read");
                let there = |key: &&u64| key.is_multiple_of(2) && **key < 600;
                let expected: Vec<_> = keys
                    .iter()
                    .filter(there)
                    .flat_map(|key| [(*key, *key, 0), (*key, *key, 1)])
                    .collect();
                assert_eq!(found, expected, "every {stride} from {first}");
            }
        }
    }
}
