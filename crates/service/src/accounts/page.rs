//! A page of accounts while it fills.
//!
//! When somebody last logged in is sealed under the person's own key, and no index may tell it. To ask
//! it of everybody takes opening their last reports, which is some seconds where a million accounts are
//! passed over. So it is asked last, of whoever meets all else, of some at once, and until the page is
//! full.

use chrono::{DateTime, Utc};
use rollbook_book::{AccountRow, Reads};
use rollbook_domain::Position;
use rollbook_records::{Body, Key, KeyId, Record, open_activity};

use crate::vault::Vault;
use crate::{AccountQuery, Awaited, Error};

/// Accounts whose reports are opened at once, because neighbours in a table are read together; few
/// enough that a page of people who are easily found does not wait for many more.
const CHUNK: usize = 256;

/// The first accounts that come and that meet what is asked of their last log-in.
pub(super) struct Page<'a> {
    reads: &'a Reads<'a>,
    vault: &'a Vault,
    limit: usize,
    /// Earlier than this, or never.
    last_log_in_before: Option<DateTime<Utc>>,
    awaited: &'a Awaited,
    rows: Vec<AccountRow>,
    /// Behind the rows; their reports are yet to be opened.
    waiting: Vec<AccountRow>,
}

impl<'a> Page<'a> {
    /// Of one account more than a query asks for, which tells whether there is another page.
    pub(super) fn new(reads: &'a Reads<'a>, vault: &'a Vault, query: &'a AccountQuery) -> Page<'a> {
        Page {
            reads,
            vault,
            limit: query.limit + 1,
            last_log_in_before: query.last_log_in_before,
            awaited: &query.awaited,
            rows: Vec::new(),
            waiting: Vec::new(),
        }
    }

    /// Another one that asks the same.
    pub(super) fn empty(&self) -> Page<'a> {
        Page {
            rows: Vec::new(),
            waiting: Vec::new(),
            ..*self
        }
    }

    pub(super) fn limit(&self) -> usize {
        self.limit
    }

    /// How many are known to belong to it.
    pub(super) fn found(&self) -> usize {
        self.rows.len()
    }

    /// Takes in the next account, as it was at the moment. False once the page is full.
    pub(super) fn add(&mut self, row: AccountRow) -> Result<bool, Error> {
        match self.last_log_in_before {
            None => self.rows.push(row),
            Some(_) => {
                self.waiting.push(row);
                if self.waiting.len() == CHUNK {
                    self.open()?;
                }
            }
        }
        Ok(self.rows.len() < self.limit)
    }

    /// The page, in the order in which the accounts came.
    pub(super) fn finish(mut self) -> Result<Vec<AccountRow>, Error> {
        self.open()?;
        self.rows.truncate(self.limit);
        Ok(self.rows)
    }

    /// Decides about those that wait.
    fn open(&mut self) -> Result<(), Error> {
        let Some(before) = self.last_log_in_before else {
            return Ok(());
        };
        self.awaited.check()?;
        let waiting = std::mem::take(&mut self.waiting);
        let is_later = self.are_later(&waiting, before)?;
        let earlier = waiting.into_iter().zip(is_later);
        self.rows
            .extend(earlier.filter_map(|(row, is_later)| (!is_later).then_some(row)));
        Ok(())
    }

    /// Of each account, whether its last log-in is not earlier than this. It is so of one without a
    /// key, too: somebody who was deleted since this moment of the book is on no page.
    fn are_later(&self, rows: &[AccountRow], before: DateTime<Utc>) -> Result<Vec<bool>, Error> {
        let mut are_later = vec![false; rows.len()];
        // Of whoever never logged in, no report needs to be opened.
        let mut reported: Vec<(Position, usize)> = Vec::new();
        for (place, row) in rows.iter().enumerate() {
            let logged_in = row.account.living().is_some_and(|one| one.facts.logged_in);
            reported.extend(row.activity_position.filter(|_| logged_in).zip(Some(place)));
        }
        reported.sort_unstable();
        let positions: Vec<Position> = reported.iter().map(|(position, _)| *position).collect();
        // In the order of the ids, as the table of keys is.
        let mut places: Vec<usize> = reported.iter().map(|(_, place)| *place).collect();
        places.sort_unstable_by_key(|place| rows.get(*place).map(|row| row.id));
        let ids: Vec<KeyId> = places
            .iter()
            .filter_map(|place| rows.get(*place).map(|row| KeyId(*row.id.as_bytes())))
            .collect();
        let mut keys = vec![None; rows.len()];
        for (place, key) in places.into_iter().zip(self.vault.keyring.keys(&ids)?) {
            if let Some(slot) = keys.get_mut(place) {
                *slot = key;
            }
        }
        for (record, (_, place)) in self.reads.records(&positions)?.iter().zip(reported) {
            if let (Some(is_later), Some(key)) = (are_later.get_mut(place), keys.get(place)) {
                *is_later = match key {
                    Some(key) => last_log_in(key, record)?.is_some_and(|at| at >= before),
                    None => true,
                };
            }
        }
        Ok(are_later)
    }
}

/// What a report says of the last log-in.
fn last_log_in(key: &Key, record: &Record) -> Result<Option<DateTime<Utc>>, Error> {
    match &record.body {
        Body::ActivityRecorded(event) => Ok(open_activity(key, &event.report)?.last_login),
        _ => Err(Error::invalid("event", "it reports no activity")),
    }
}
