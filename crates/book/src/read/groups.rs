//! Groups and who is in them.

use std::collections::HashSet;

use rollbook_domain::{AccountId, GroupId, InstitutionId, Position};
use rollbook_records::{Blind, Sealed};
use rusqlite::{OptionalExtension, Row};

use super::{Members, Reads, sixteen};
use crate::BookError;

const COLUMNS: &str = "number, group_id, institution, name";

/// A group; its name is sealed under the ledger's key.
#[derive(Clone, Debug)]
pub struct GroupRow {
    pub number: u64,
    pub id: GroupId,
    pub institution: InstitutionId,
    pub name: Sealed,
}

impl GroupRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<GroupRow> {
        Ok(GroupRow {
            number: row.get(0)?,
            id: GroupId::from_bytes(sixteen(row, 1)?),
            institution: InstitutionId(row.get(2)?),
            name: Sealed::from_bytes(row.get_ref(3)?.as_blob()?),
        })
    }
}

impl Reads<'_> {
    /// Every group, oldest first.
    pub fn groups(&self, institution: Option<InstitutionId>) -> Result<Vec<GroupRow>, BookError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM groups WHERE ?1 IS NULL OR institution = ?1 ORDER BY number"
        ))?;
        let rows = statement.query_map(
            [institution.map(|institution| institution.0)],
            GroupRow::read,
        )?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The group with this id.
    pub fn group(&self, id: GroupId) -> Result<Option<GroupRow>, BookError> {
        Ok(self
            .connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM groups WHERE group_id = ?"))?
            .query_row([id.as_bytes()], GroupRow::read)
            .optional()?)
    }

    /// The institution's group of this name.
    pub fn group_named(
        &self,
        institution: InstitutionId,
        name: &Blind,
    ) -> Result<Option<GroupRow>, BookError> {
        Ok(self
            .connection
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM groups WHERE institution = ? AND name_hash = ?"
            ))?
            .query_row((institution.0, name), GroupRow::read)
            .optional()?)
    }

    /// The groups that an account is in now, oldest membership first.
    pub fn groups_of(&self, account: u64) -> Result<Vec<GroupRow>, BookError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT number, group_id, institution, name FROM memberships \
             JOIN groups ON groups.number = memberships.group_number \
             WHERE account = ? AND departed IS NULL ORDER BY joined",
        )?;
        let rows = statement.query_map([account], GroupRow::read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The groups that it was in as of a position, oldest membership first (R50).
    pub fn groups_of_at(&self, account: u64, at: Position) -> Result<Vec<GroupRow>, BookError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT number, group_id, institution, name FROM memberships \
             JOIN groups ON groups.number = memberships.group_number \
             WHERE account = ?1 AND joined <= ?2 AND (departed IS NULL OR departed > ?2) \
             ORDER BY joined",
        )?;
        let rows = statement.query_map((account, at.0), GroupRow::read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The ids of the members' accounts.
    pub fn member_ids(&self, members: Members) -> Result<HashSet<AccountId>, BookError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT account_id FROM memberships JOIN accounts ON accounts.number = account \
             WHERE group_number = ?1 AND joined <= ?2 AND (departed IS NULL OR departed > ?2)",
        )?;
        let rows = statement.query_map((members.number, members.at.0), |row| {
            Ok(AccountId::from_bytes(sixteen(row, 0)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many accounts are in the group or class of this number now: all, or those of one
    /// institution.
    pub fn group_size(
        &self,
        number: u64,
        institution: Option<InstitutionId>,
    ) -> Result<u64, BookError> {
        let Some(institution) = institution else {
            return Ok(self
                .connection
                .prepare_cached(
                    "SELECT count(*) FROM memberships WHERE group_number = ? AND departed IS NULL",
                )?
                .query_row([number], |row| row.get(0))?);
        };
        Ok(self
            .connection
            .prepare_cached(
                "SELECT count(*) FROM memberships CROSS JOIN accounts ON accounts.number = account \
                 WHERE group_number = ? AND departed IS NULL AND +institution = ?",
            )?
            .query_row((number, institution.0), |row| row.get(0))?)
    }

    /// How many accounts are in each group now.
    pub fn group_sizes(&self) -> Result<Vec<(GroupId, u64)>, BookError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT group_id, count(account) FROM groups LEFT JOIN memberships \
             ON groups.number = memberships.group_number AND departed IS NULL GROUP BY number",
        )?;
        let rows = statement.query_map([], |row| {
            Ok((GroupId::from_bytes(sixteen(row, 0)?), row.get(1)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
