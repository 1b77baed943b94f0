//! Accounts as of the past (R50): as the views told them when the record at a position was the
//! last one. Exact at every position, also within a batch.
//!
//! A row of now says since when its parts are as they are. What is older than the position asked
//! for needs no look; the rest is read back from the account's events.

use std::collections::HashSet;

use rollbook_domain::{Account, AccountId, InstitutionId, Position};
use rusqlite::CachedStatement;

use super::accounts::Filter;
use super::{AccountRow, Reads};
use crate::{BookError, editions, state};

impl Reads<'_> {
    /// The account with this id as of a position; `None` where it was created behind it. Of an
    /// account that is deleted by now its status, institution and positions are told (R55).
    pub fn account_at(&self, id: AccountId, at: Position) -> Result<Option<AccountRow>, BookError> {
        match self.account(id)? {
            Some(row) => self.rewind(row, at),
            None => Ok(None),
        }
    }

    /// What a row of now was as of a position. Its fingerprint stays that of now.
    pub fn rewind(&self, row: AccountRow, at: Position) -> Result<Option<AccountRow>, BookError> {
        if row.version <= at {
            return Ok(Some(row));
        }
        let has_moved = self.has_moved_since(row.number, at)?;
        Rewind::new(self, at)?.row(row, has_moved)
    }

    /// Calls `visit` for the accounts of a filter as of a position, in the order of their ids, until
    /// it says that it has enough by returning false. Accounts that are deleted by now are left
    /// out: nothing tells who they were (R42).
    pub fn accounts_at<E: From<BookError>>(
        &self,
        filter: &Filter,
        at: Position,
        mut visit: impl FnMut(AccountRow) -> Result<bool, E>,
    ) -> Result<(), E> {
        let moved = self.moved_since(at)?;
        let mut rewind = Rewind::new(self, at)?;
        self.for_each_account(filter, None, |row| {
            if matches!(row.account, Account::Deleted { .. }) {
                return Ok(true);
            }
            let has_moved = moved.contains(&row.number);
            match rewind.row(row, has_moved)? {
                Some(row) if filter.admits(&row.account) => visit(row),
                _ => Ok(true),
            }
        })
    }

    /// Calls with the accounts of a filter as of a position whose profile is another by now, in the
    /// order of their ids.
    pub fn accounts_with_profiles_behind<E: From<BookError>>(
        &self,
        filter: &Filter,
        at: Position,
        mut each: impl FnMut(AccountRow) -> Result<(), E>,
    ) -> Result<(), E> {
        if self.head()? <= Some(at) {
            return Ok(());
        }
        self.for_each_account(filter, Some(at), |row| {
            if !matches!(row.account, Account::Deleted { .. })
                && let Some(row) = self.rewind(row, at)?
                && filter.admits(&row.account)
            {
                each(row)?;
            }
            Ok(true)
        })
    }

    pub(super) fn has_moved_since(&self, account: u64, at: Position) -> Result<bool, BookError> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT 1 FROM account_events WHERE account = ? AND position > ? AND state & ? != 0",
            )?
            .exists((account, at.0, state::MOVED))?)
    }

    /// The numbers of accounts that moved to another institution behind a position.
    fn moved_since(&self, at: Position) -> Result<HashSet<u64>, BookError> {
        // The condition is that of the index, which is used only where it is told by its name.
        let index = editions::index_of(self.connection, "account_events", "account_moves")?;
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT account FROM account_events INDEXED BY {index} \
             WHERE state & 1024 != 0 AND position > ?"
        ))?;
        let rows = statement.query_map([at.0], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// Reads accounts back to one position.
pub(super) struct Rewind<'r> {
    reads: &'r Reads<'r>,
    at: Position,
    events: CachedStatement<'r>,
}

impl<'r> Rewind<'r> {
    pub(super) fn new(reads: &'r Reads<'r>, at: Position) -> Result<Rewind<'r>, BookError> {
        let events = reads.connection.prepare_cached(
            "SELECT position, state FROM account_events \
             WHERE account = ? AND position <= ? ORDER BY position DESC",
        )?;
        Ok(Rewind { reads, at, events })
    }

    /// The account as of the position; `None` where it was created behind it.
    pub(super) fn row(
        &mut self,
        row: AccountRow,
        has_moved: bool,
    ) -> Result<Option<AccountRow>, BookError> {
        if row.version <= self.at {
            return Ok(Some(row));
        }
        if row.number > self.at.0 {
            return Ok(None);
        }
        let institution = match has_moved {
            true => self.institution(row.number)?,
            false => row.institution(),
        };
        self.fold(row, institution)
    }

    /// Goes back over the account's events as far as something is still to be found out.
    fn fold(
        &mut self,
        row: AccountRow,
        institution: InstitutionId,
    ) -> Result<Option<AccountRow>, BookError> {
        let mut events = self.events.query((row.number, self.at.0))?;
        let mut past: Option<AccountRow> = None;
        let mut is_status_found = row.status_position <= self.at;
        let mut is_profile_found = row.profile_position <= self.at;
        let mut is_activity_found = row.activity_position <= Some(self.at);
        while let Some(event) = events.next()? {
            let position = Position(event.get(0)?);
            let state: i64 = event.get(1)?;
            let account = state::decode(state, institution);
            let past = past.get_or_insert_with(|| AccountRow {
                account,
                version: position,
                activity_position: row.activity_position.filter(|_| is_activity_found),
                ..row
            });
            if !is_status_found {
                match account.status() == past.account.status() {
                    true => past.status_position = position,
                    false => is_status_found = true,
                }
            }
            if !is_profile_found && state & state::CARRIES_PROFILE != 0 {
                past.profile_position = position;
                is_profile_found = true;
            }
            if !is_activity_found && state & state::CARRIES_ACTIVITY != 0 {
                past.activity_position = Some(position);
                is_activity_found = true;
            }
            if is_status_found && is_profile_found && is_activity_found {
                break;
            }
        }
        Ok(past)
    }

    /// Where the account belonged: its creation and each of its moves say so.
    fn institution(&self, account: u64) -> Result<InstitutionId, BookError> {
        let moved: Option<u64> = self
            .reads
            .connection
            .prepare_cached(
                "SELECT max(position) FROM account_events \
                 WHERE account = ? AND position <= ? AND state & ? != 0",
            )?
            .query_row((account, self.at.0, state::MOVED), |row| row.get(0))?;
        let position = Position(moved.unwrap_or(account));
        self.reads.record(position)?.institution.ok_or_else(|| {
            BookError::Damaged(format!(
                "the record at position {position} has no institution"
            ))
        })
    }
}
