//! Accounts as of the past (R50): as the views told them when the record at a position was the
//! last one. Exact at every position, also within a batch.
//!
//! A row of now says since when its parts are as they are. What is older than the position asked
//! for needs no look; the rest is read back from the account's events.

use std::collections::HashSet;

use rollbook_domain::{Account, AccountId, InstitutionId, Position};
use rusqlite::CachedStatement;

use super::listing::{Filter, Pass};
use super::{AccountRow, Reads};
use crate::{BookError, editions, state};

/// Accounts that are asked for one after the other whether they moved: enough for a usual page.
/// A pass over all is better off with everyone who moved.
const ASKED_SINGLY: usize = 128;

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
        let mut moves = Moves::new(self, at);
        let mut rewind = Rewind::new(self, at)?;
        let pass = Pass {
            is_of_now: self.head()? <= Some(at),
            ..Pass::default()
        };
        self.for_each_account(filter, pass, |row| {
            if matches!(row.account, Account::Deleted { .. }) {
                return Ok(true);
            }
            // What is told by the row of now needs no look at the account's events.
            let kept_its_status = row.status_position <= at;
            if kept_its_status && !filter.admits_status(row.account.status()) {
                return Ok(true);
            }
            let has_moved = moves.has(&row)?;
            if !has_moved && !filter.admits_institution(row.institution()) {
                return Ok(true);
            }
            match rewind.row(row, has_moved)? {
                Some(row) if filter.admits(&row.account) => visit(row),
                _ => Ok(true),
            }
        })
    }

    /// Calls `visit` for the accounts of a filter as of a position whose profile is another by now,
    /// in the order of their ids, until it says that it has enough by returning false.
    pub fn accounts_with_profiles_behind<E: From<BookError>>(
        &self,
        filter: &Filter,
        at: Position,
        mut visit: impl FnMut(AccountRow) -> Result<bool, E>,
    ) -> Result<(), E> {
        if self.head()? <= Some(at) {
            return Ok(());
        }
        let pass = Pass {
            changed_behind: Some(at),
            ..Pass::default()
        };
        self.for_each_account(filter, pass, |row| {
            if !matches!(row.account, Account::Deleted { .. })
                && let Some(row) = self.rewind(row, at)?
                && filter.admits(&row.account)
            {
                return visit(row);
            }
            Ok(true)
        })
    }

    fn has_moved_since(&self, account: u64, at: Position) -> Result<bool, BookError> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT 1 FROM account_events WHERE account = ? AND position > ? AND state & ? != 0",
            )?
            .exists((account, at.0, state::MOVED))?)
    }

    /// The positions from one to another, both included, of what concerns accounts that moved behind
    /// a third and are not in this institution now, oldest first.
    pub fn positions_of_leavers(
        &self,
        institution: InstitutionId,
        behind: Position,
        (first, last): (Position, Position),
    ) -> Result<Vec<Position>, BookError> {
        let index = editions::index_of(self.connection, "account_events", "account_moves")?;
        // From the few that moved to each one's events, and never the other way round.
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT DISTINCT events.position \
             FROM (SELECT DISTINCT account FROM account_events INDEXED BY {index} \
                   WHERE state & 1024 != 0 AND position > ?) AS moved \
             CROSS JOIN accounts ON accounts.number = moved.account AND accounts.institution != ? \
             CROSS JOIN account_events AS events ON events.account = moved.account \
                   AND events.position BETWEEN ? AND ? \
             ORDER BY events.position"
        ))?;
        let range = (behind.0, institution.0, first.0, last.0);
        let rows = statement.query_map(range, |row| row.get(0).map(Position))?;
        Ok(rows.collect::<Result<_, _>>()?)
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

/// Whether accounts moved to another institution behind a position.
struct Moves<'r> {
    reads: &'r Reads<'r>,
    at: Position,
    asked: usize,
    /// The numbers of all that did, once many were asked for.
    all: Option<HashSet<u64>>,
}

impl<'r> Moves<'r> {
    fn new(reads: &'r Reads<'r>, at: Position) -> Moves<'r> {
        Moves {
            reads,
            at,
            asked: 0,
            all: None,
        }
    }

    fn has(&mut self, row: &AccountRow) -> Result<bool, BookError> {
        if row.version <= self.at || row.number > self.at.0 {
            return Ok(false);
        }
        self.asked += 1;
        if self.asked > ASKED_SINGLY {
            let all = match self.all.take() {
                Some(all) => all,
                None => self.reads.moved_since(self.at)?,
            };
            return Ok(self.all.insert(all).contains(&row.number));
        }
        self.reads.has_moved_since(row.number, self.at)
    }
}

/// Reads accounts back to one position.
struct Rewind<'r> {
    reads: &'r Reads<'r>,
    at: Position,
    events: CachedStatement<'r>,
}

impl<'r> Rewind<'r> {
    fn new(reads: &'r Reads<'r>, at: Position) -> Result<Rewind<'r>, BookError> {
        let events = reads.connection.prepare_cached(
            "SELECT position, state FROM account_events \
             WHERE account = ? AND position <= ? ORDER BY position DESC",
        )?;
        Ok(Rewind { reads, at, events })
    }

    /// The account as of the position; `None` where it was created behind it.
    fn row(&mut self, row: AccountRow, has_moved: bool) -> Result<Option<AccountRow>, BookError> {
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
