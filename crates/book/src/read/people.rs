//! Admins and tokens.

use chrono::{DateTime, Utc};
use rollbook_domain::{AccountId, AdminId, InstitutionId, Position, TokenId};
use rollbook_records::{Blind, Id, KeyId, Role, Sealed};
use rusqlite::{OptionalExtension, Row};

use super::{Reads, sixteen};
use crate::BookError;
use crate::apply::NOBODY;

const ADMIN: &str = "admin_id, email, role, institution, password";
const TOKEN: &str = "token_id, name, role, institution, account, secret_hash, expires, position, \
     (SELECT last_used FROM token_uses WHERE token_uses.token_id = tokens.token_id)";

/// An admin who was not removed; the email is sealed under the admin's own key.
#[derive(Clone, Debug)]
pub struct AdminRow {
    pub id: AdminId,
    pub email: Sealed,
    pub role: Role,
    pub institution: Option<InstitutionId>,
    /// Argon2id in the PHC format, sealed under the admin's own key too.
    pub password: Option<Sealed>,
}

/// A token that was not revoked; the name is sealed under the ledger's key.
#[derive(Clone, Debug)]
pub struct TokenRow {
    pub id: TokenId,
    pub name: Sealed,
    pub role: Role,
    pub institution: Option<InstitutionId>,
    /// The account that it acts as (R63).
    pub account: Option<AccountId>,
    /// SHA-256.
    pub secret_hash: [u8; 32],
    pub expires: Option<DateTime<Utc>>,
    /// Where it was created.
    pub position: Position,
    /// As far as it was written down; a server knows later uses.
    pub last_used: Option<DateTime<Utc>>,
}

fn read_role(row: &Row<'_>, index: usize) -> rusqlite::Result<Role> {
    let number: u8 = row.get(index)?;
    Role::from_number(number).ok_or(rusqlite::Error::IntegralValueOutOfRange(
        index,
        i64::from(number),
    ))
}

impl AdminRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<AdminRow> {
        Ok(AdminRow {
            id: AdminId::from_bytes(sixteen(row, 0)?),
            email: Sealed::from_bytes(row.get_ref(1)?.as_blob()?),
            role: read_role(row, 2)?,
            institution: row.get::<_, Option<u64>>(3)?.map(InstitutionId),
            password: row.get_ref(4)?.as_blob_or_null()?.map(Sealed::from_bytes),
        })
    }
}

impl TokenRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<TokenRow> {
        let account: Option<[u8; 16]> = row.get(4)?;
        let time = |index| -> rusqlite::Result<Option<DateTime<Utc>>> {
            let milliseconds: Option<i64> = row.get(index)?;
            Ok(milliseconds.and_then(DateTime::from_timestamp_millis))
        };
        Ok(TokenRow {
            id: TokenId::from_bytes(sixteen(row, 0)?),
            name: Sealed::from_bytes(row.get_ref(1)?.as_blob()?),
            role: read_role(row, 2)?,
            institution: row.get::<_, Option<u64>>(3)?.map(InstitutionId),
            account: account.map(AccountId::from_bytes),
            secret_hash: row.get(5)?,
            expires: time(6)?,
            position: Position(row.get(7)?),
            last_used: time(8)?,
        })
    }
}

impl TokenRow {
    /// Whether it has not expired.
    pub fn is_valid(&self, at: DateTime<Utc>) -> bool {
        self.expires.is_none_or(|expires| expires > at)
    }
}

impl Reads<'_> {
    /// Admins who were not removed, in the order in which they were added.
    pub fn admins(&self) -> Result<Vec<AdminRow>, BookError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {ADMIN} FROM admins WHERE removed IS NULL ORDER BY position"
        ))?;
        let rows = statement.query_map([], AdminRow::read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The admin with this id, unless removed.
    pub fn admin(&self, id: AdminId) -> Result<Option<AdminRow>, BookError> {
        Ok(self
            .connection
            .prepare_cached(&format!(
                "SELECT {ADMIN} FROM admins WHERE admin_id = ? AND removed IS NULL"
            ))?
            .query_row([id.as_bytes()], AdminRow::read)
            .optional()?)
    }

    /// The admin of this email, unless removed.
    pub fn admin_by_email(&self, email: &Blind) -> Result<Option<AdminRow>, BookError> {
        Ok(self
            .connection
            .prepare_cached(&format!(
                "SELECT {ADMIN} FROM admins WHERE email_hash = ? AND removed IS NULL"
            ))?
            .query_row([email], AdminRow::read)
            .optional()?)
    }

    /// Everybody who was an admin of this email and was not erased, removed or not, in the order in
    /// which they were added.
    pub fn admins_ever(&self, email: &Blind) -> Result<Vec<AdminRow>, BookError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {ADMIN} FROM admins WHERE email_hash = ? AND email_hash <> ? ORDER BY position"
        ))?;
        let rows = statement.query_map((email, NOBODY), AdminRow::read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The admin with this id, removed or not, unless erased.
    pub fn admin_ever(&self, id: Id) -> Result<Option<AdminRow>, BookError> {
        Ok(self
            .connection
            .prepare_cached(&format!(
                "SELECT {ADMIN} FROM admins WHERE admin_id = ? AND email_hash <> ?"
            ))?
            .query_row((id.0, NOBODY), AdminRow::read)
            .optional()?)
    }

    /// Whether an actor was not erased.
    pub fn knows_actor(&self, id: KeyId) -> Result<bool, BookError> {
        Ok(self
            .connection
            .prepare_cached("SELECT 1 FROM actors WHERE actor_id = ?")?
            .exists([id.0])?)
    }

    /// The id under which an actor of this name is recorded.
    pub fn actor(&self, name: &Blind) -> Result<Option<KeyId>, BookError> {
        Ok(self
            .connection
            .prepare_cached("SELECT actor_id FROM actors WHERE name_hash = ?")?
            .query_row([name], |row| sixteen(row, 0).map(KeyId))
            .optional()?)
    }

    /// Tokens that were not revoked, in the order in which they were created.
    pub fn tokens(&self) -> Result<Vec<TokenRow>, BookError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {TOKEN} FROM tokens WHERE revoked IS NULL ORDER BY position"
        ))?;
        let rows = statement.query_map([], TokenRow::read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The token with this id, unless revoked.
    pub fn token(&self, id: TokenId) -> Result<Option<TokenRow>, BookError> {
        Ok(self
            .connection
            .prepare_cached(&format!(
                "SELECT {TOKEN} FROM tokens WHERE token_id = ? AND revoked IS NULL"
            ))?
            .query_row([id.as_bytes()], TokenRow::read)
            .optional()?)
    }
}
