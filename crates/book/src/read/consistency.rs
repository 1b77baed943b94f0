//! Questions whose answer is "none" as long as the views agree with each other. Each takes a pass
//! over accounts or memberships.

use super::Reads;
use crate::{BookError, state};

/// What the views contradict each other in: how often.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Contradictions {
    /// Accounts that are said to own a class where none is theirs, or the other way round (R30).
    pub ownership: u64,
    /// Classes whose owner is deleted (R42).
    pub ownerless: u64,
    /// Ids by which a deleted account could still be found, now or as of the past (R42).
    pub identities: u64,
    /// Memberships of deleted accounts and in removed classes that have not ended (R42).
    pub memberships: u64,
}

impl Reads<'_> {
    /// Compares accounts, identities, memberships and classes.
    pub fn contradictions(&self) -> Result<Contradictions, BookError> {
        Ok(Contradictions {
            ownership: self.count(
                "SELECT count(*) FROM accounts WHERE state & ?1 = 0 AND (state & ?2 != 0) != \
                 EXISTS (SELECT 1 FROM classes WHERE owner = accounts.number AND removed IS NULL)",
                &[state::DELETED, state::OWNS_CLASSES],
            )?,
            ownerless: self.count(
                "SELECT count(*) FROM classes JOIN accounts ON accounts.number = owner \
                 WHERE removed IS NULL AND state & ?1 != 0",
                &[state::DELETED],
            )?,
            identities: self.count(
                "SELECT count(*) FROM (SELECT account FROM identities \
                 UNION ALL SELECT account FROM past_identities) \
                 WHERE account IN (SELECT number FROM accounts WHERE state & ?1 != 0)",
                &[state::DELETED],
            )?,
            memberships: self.count(
                "SELECT count(*) FROM memberships WHERE departed IS NULL AND \
                 (account IN (SELECT number FROM accounts WHERE state & ?1 != 0) \
                 OR group_number IN (SELECT number FROM classes WHERE removed IS NOT NULL))",
                &[state::DELETED],
            )?,
        })
    }

    fn count(&self, query: &str, values: &[i64]) -> Result<u64, BookError> {
        Ok(self
            .connection
            .prepare_cached(query)?
            .query_row(rusqlite::params_from_iter(values), |row| row.get(0))?)
    }
}
