//! Classes, who owns them, and who is in a class or a group (R34).

use rollbook_domain::{ClassId, InstitutionId, Position};
use rollbook_records::{Blind, ClassRole};
use rusqlite::{OptionalExtension, Row, ToSql};

use super::{Reads, sixteen};
use crate::{BookError, state};

/// A class whose owner has ended is inactive, by itself and for as long.
const SELECT: &str = "SELECT classes.number, class_id, classes.institution, owner, \
                      details_position, coalesce(state, 0) FROM classes \
                      LEFT JOIN accounts ON accounts.number = classes.owner \
                      WHERE removed IS NULL";

/// A class that was not removed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ClassRow {
    /// The position of the record that added it; memberships name it as they name a group's.
    pub number: u64,
    pub id: ClassId,
    pub institution: InstitutionId,
    /// The number of the account that owns it.
    pub owner: Option<u64>,
    /// The position of the record that carries its sealed details.
    pub details_position: Position,
    /// False while its owner is deactivated.
    pub is_active: bool,
}

impl ClassRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<ClassRow> {
        Ok(ClassRow {
            number: row.get(0)?,
            id: ClassId::from_bytes(sixteen(row, 1)?),
            institution: InstitutionId(row.get(2)?),
            owner: row.get(3)?,
            details_position: Position(row.get(4)?),
            is_active: row.get::<_, i64>(5)? & state::ENDED_MASK == 0,
        })
    }
}

/// Somebody who is in a group or a class now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Member {
    /// The account's number.
    pub account: u64,
    /// The position of the record by which it joined.
    pub joined: Position,
    /// In a class; a group has none.
    pub role: Option<ClassRole>,
}

/// What an account was in a group or a class that it left.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct EndedMembership {
    pub is_of_class: bool,
    /// In a class.
    pub role: Option<ClassRole>,
}

impl Reads<'_> {
    /// The class with this id.
    pub fn class(&self, id: ClassId) -> Result<Option<ClassRow>, BookError> {
        self.one_class("class_id = ?", id.as_bytes())
    }

    /// The class of this external id.
    pub fn class_by_import_id(&self, import_id: &Blind) -> Result<Option<ClassRow>, BookError> {
        self.one_class("import_id_hash = ?", import_id)
    }

    fn one_class(&self, condition: &str, value: &dyn ToSql) -> Result<Option<ClassRow>, BookError> {
        Ok(self
            .connection
            .prepare_cached(&format!("{SELECT} AND {condition}"))?
            .query_row([value], ClassRow::read)
            .optional()?)
    }

    /// Every class, oldest first.
    pub fn classes(&self, institution: Option<InstitutionId>) -> Result<Vec<ClassRow>, BookError> {
        self.several_classes(
            "(?1 IS NULL OR classes.institution = ?1)",
            &institution.map(|institution| institution.0),
        )
    }

    /// The classes that an account owns, oldest first.
    pub fn classes_owned_by(&self, account: u64) -> Result<Vec<ClassRow>, BookError> {
        self.several_classes("owner = ?", &account)
    }

    fn several_classes(
        &self,
        condition: &str,
        value: &dyn ToSql,
    ) -> Result<Vec<ClassRow>, BookError> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("{SELECT} AND {condition} ORDER BY classes.number"))?;
        let rows = statement.query_map([value], ClassRow::read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The classes that an account is in now, and as what, oldest membership first.
    pub fn classes_of(
        &self,
        account: u64,
    ) -> Result<Vec<(ClassRow, Option<ClassRole>)>, BookError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT classes.number, class_id, classes.institution, owner, details_position, \
             coalesce(state, 0), role FROM memberships \
             JOIN classes ON classes.number = memberships.group_number \
             LEFT JOIN accounts ON accounts.number = classes.owner \
             WHERE account = ? AND departed IS NULL ORDER BY joined",
        )?;
        let rows = statement.query_map([account], |row| {
            Ok((ClassRow::read(row)?, role(row.get(6)?)))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The membership of an account that ended at a position: in a group, or in a class and as what.
    pub fn membership_ended(
        &self,
        account: u64,
        at: Position,
    ) -> Result<Option<EndedMembership>, BookError> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT classes.number, role FROM memberships \
                 LEFT JOIN classes ON classes.number = memberships.group_number \
                 WHERE account = ? AND departed = ?",
            )?
            .query_row((account, at.0), |row| {
                Ok(EndedMembership {
                    is_of_class: row.get::<_, Option<u64>>(0)?.is_some(),
                    role: role(row.get(1)?),
                })
            })
            .optional()?)
    }

    /// Who is in the group or class of this number now, in the order of their accounts' numbers.
    pub fn members(&self, number: u64) -> Result<Vec<Member>, BookError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT account, joined, role FROM memberships \
             WHERE group_number = ? AND departed IS NULL ORDER BY account",
        )?;
        let rows = statement.query_map([number], |row| {
            Ok(Member {
                account: row.get(0)?,
                joined: Position(row.get(1)?),
                role: role(row.get(2)?),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn role(number: Option<u8>) -> Option<ClassRole> {
    number.and_then(ClassRole::from_number)
}
