//! What ended with a deleted account (R42), as the views have it afterwards.

use rollbook_domain::{AccountId, Position};

use super::Reads;
use crate::BookError;

/// Counts of what ended in one unit of records together with an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct EndedWith {
    /// Of the account, in groups and classes.
    pub memberships: u64,
    /// Classes that it owned.
    pub classes: u64,
    /// Of others, in those classes.
    pub rosters: u64,
    /// Tokens that acted as it.
    pub tokens: u64,
}

const MEMBERSHIPS: &str =
    "SELECT count(*) FROM memberships WHERE account = ? AND departed BETWEEN ? AND ?";

const CLASSES: &str = "SELECT count(*) FROM classes WHERE owner = ? AND removed BETWEEN ? AND ?";

const ROSTERS: &str = "SELECT count(*) FROM classes JOIN memberships ON group_number = number \
     WHERE owner = ? AND removed BETWEEN ? AND ? AND departed = removed AND account != owner";

const TOKENS: &str = "SELECT count(*) FROM tokens WHERE account = ? AND revoked BETWEEN ? AND ?";

impl Reads<'_> {
    /// What the records from `first` to `last` ended of the account with this number and id.
    pub fn ended_with(
        &self,
        (number, id): (u64, AccountId),
        first: Position,
        last: Position,
    ) -> Result<EndedWith, BookError> {
        let count = |query: &str| -> Result<u64, BookError> {
            let mut statement = self.connection.prepare_cached(query)?;
            Ok(statement.query_row((number, first.0, last.0), |row| row.get(0))?)
        };
        let mut tokens = self.connection.prepare_cached(TOKENS)?;
        Ok(EndedWith {
            memberships: count(MEMBERSHIPS)?,
            classes: count(CLASSES)?,
            rosters: count(ROSTERS)?,
            tokens: tokens.query_row((id.as_bytes(), first.0, last.0), |row| row.get(0))?,
        })
    }
}
