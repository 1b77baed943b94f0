//! Accounts: by number, by id, by what finds them, and in pages.

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use rollbook_domain::{Account, AccountId, InstitutionId, Position};
use rollbook_records::Blind;
use rusqlite::{OptionalExtension, Row, ToSql};

use super::{Reads, sixteen};
use crate::editions::{REVISION, Revision};
use crate::{BookError, state};

pub(super) const COLUMNS: &str = "number, account_id, institution, state, version, status_position, \
                       profile_position, fingerprint, activity_position";

/// The place behind them.
const BEHIND: usize = 9;

/// An account as the views know it: nothing personal.
#[derive(Clone, Copy, Debug)]
pub struct AccountRow {
    /// The position of the record that created it.
    pub number: u64,
    pub id: AccountId,
    pub account: Account,
    /// The position of the last record that concerns it.
    pub version: Position,
    /// The position of the record that put it into its status (R51).
    pub status_position: Position,
    /// The position of the record that carries its sealed profile.
    pub profile_position: Position,
    /// Of its profile as it is now.
    pub fingerprint: Blind,
    /// The position of the latest report of activity (R48).
    pub activity_position: Option<Position>,
}

impl AccountRow {
    /// The institution it belongs to.
    pub fn institution(&self) -> InstitutionId {
        self.account.institution()
    }

    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<AccountRow> {
        AccountRow::read_from(row, 0)
    }

    /// From the columns that stand at `first` and behind it.
    pub(super) fn read_from(row: &Row<'_>, first: usize) -> rusqlite::Result<AccountRow> {
        let institution = InstitutionId(row.get(first + 2)?);
        Ok(AccountRow {
            number: row.get(first)?,
            id: AccountId::from_bytes(sixteen(row, first + 1)?),
            account: state::decode(row.get(first + 3)?, institution),
            version: Position(row.get(first + 4)?),
            status_position: Position(row.get(first + 5)?),
            profile_position: Position(row.get(first + 6)?),
            fingerprint: sixteen(row, first + 7)?,
            activity_position: row.get::<_, Option<u64>>(first + 8)?.map(Position),
        })
    }
}

impl Reads<'_> {
    /// The account with this id.
    pub fn account(&self, id: AccountId) -> Result<Option<AccountRow>, BookError> {
        self.one("account_id = ?", id.as_bytes())
    }

    /// The account with this number.
    pub fn account_by_number(&self, number: u64) -> Result<Option<AccountRow>, BookError> {
        self.one("number = ?", &number)
    }

    fn one(&self, condition: &str, value: &dyn ToSql) -> Result<Option<AccountRow>, BookError> {
        Ok(self
            .connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM accounts WHERE {condition}"))?
            .query_row([value], AccountRow::read)
            .optional()?)
    }

    /// Every account that an identity finds. Deleted ones have none.
    pub fn identified(&self, identity: &Blind) -> Result<Vec<AccountRow>, BookError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM identities JOIN accounts ON accounts.number = identities.account \
             WHERE hash = ? ORDER BY number"
        ))?;
        let rows = statement.query_map([identity], AccountRow::read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The same, and which views say so, by one statement.
    pub fn identified_at_revision(
        &self,
        identity: &Blind,
    ) -> Result<(Revision, Vec<AccountRow>), BookError> {
        // Asked at every door, so its text is put together once.
        static STATEMENT: LazyLock<String> = LazyLock::new(|| {
            format!(
                "SELECT {COLUMNS}, edition, head FROM {REVISION} \
                 LEFT JOIN identities ON hash = ? \
                 LEFT JOIN accounts ON accounts.number = identities.account"
            )
        });
        let mut statement = self.connection.prepare_cached(&STATEMENT)?;
        let mut rows = statement.query([identity])?;
        let (mut revision, mut found) = (Revision::default(), Vec::new());
        while let Some(row) = rows.next()? {
            revision = Revision::read(row, BEHIND)?;
            if row.get::<_, Option<u64>>(0)?.is_some() {
                found.push(AccountRow::read(row)?);
            }
        }
        Ok((revision, found))
    }

    /// Whether an identity belongs to an account.
    pub fn has_identity(&self, identity: &Blind, account: u64) -> Result<bool, BookError> {
        Ok(self
            .connection
            .prepare_cached("SELECT 1 FROM identities WHERE hash = ? AND account = ?")?
            .exists((identity, account))?)
    }

    /// Every account that an identity finds or once found, as it is now.
    pub fn identified_ever(&self, identity: &Blind) -> Result<Vec<AccountRow>, BookError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM (SELECT account FROM identities WHERE hash = ?1 \
             UNION SELECT account FROM past_identities WHERE hash = ?1) AS found \
             JOIN accounts ON accounts.number = found.account ORDER BY number"
        ))?;
        let rows = statement.query_map([identity], AccountRow::read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The ids of all accounts of an institution, deleted ones too.
    pub fn accounts_ever_in(
        &self,
        institution: InstitutionId,
    ) -> Result<HashSet<AccountId>, BookError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT account_id FROM accounts WHERE institution = ?")?;
        let rows = statement.query_map([institution.0], |row| {
            Ok(AccountId::from_bytes(sixteen(row, 0)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// For each institution: how many accounts are active or disabled, what guards count
    /// against (R60).
    pub fn populations(&self) -> Result<Vec<(InstitutionId, u64)>, BookError> {
        // Grouping here spares the sort that the store would make of all accounts.
        let mut statement = self
            .connection
            .prepare_cached("SELECT institution FROM accounts WHERE state & ? = 0")?;
        let mut rows = statement.query([state::ENDED_MASK])?;
        let mut populations: BTreeMap<InstitutionId, u64> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            *populations.entry(InstitutionId(row.get(0)?)).or_default() += 1;
        }
        Ok(populations.into_iter().collect())
    }

    /// For each institution: how many accounts are active, counted one by one.
    pub fn count_active(&self) -> Result<Vec<(InstitutionId, u64)>, BookError> {
        // With a sign before it, an index by institution is no reason to look up each account.
        let mut statement = self.connection.prepare_cached(
            "SELECT institution, count(*) FROM accounts WHERE state & ? = 0 \
             GROUP BY +institution",
        )?;
        let rows = statement.query_map([state::STATUS_MASK], |row| {
            Ok((InstitutionId(row.get(0)?), row.get(1)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
