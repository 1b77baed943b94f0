//! Sessions, and the links that open one. No view: nothing in the log depends on them. Bodies are
//! sealed by the caller.

use chrono::{DateTime, Utc};
use rollbook_domain::AdminId;
use rollbook_records::{Blind, Sealed};
use rusqlite::OptionalExtension;

use crate::progress::time;
use crate::{BookError, Reads, Transaction};

/// A signed-in browser, or a link that signs one in once.
#[derive(Clone, Debug)]
pub struct StoredSession {
    /// Of the cookie's or link's secret.
    pub secret: Blind,
    pub expires: DateTime<Utc>,
    pub one_time: bool,
    /// Absent for whoever has the machine.
    pub admin: Option<AdminId>,
    /// As far as it was written down; a server knows later uses.
    pub last_used: DateTime<Utc>,
    pub body: Sealed,
}

impl StoredSession {
    /// Whether it is a session, and no link, that has not expired.
    pub fn is_valid(&self, at: DateTime<Utc>) -> bool {
        !self.one_time && self.expires > at
    }
}

impl Transaction<'_> {
    /// Keeps a session or a link.
    pub fn keep_session(&self, session: &StoredSession) -> Result<(), BookError> {
        self.connection
            .prepare_cached(
                "INSERT INTO sessions (secret_hash, expires, one_time, admin_id, last_used, body) \
                 VALUES (?, ?, ?, ?, ?, ?)",
            )?
            .execute((
                session.secret,
                session.expires.timestamp_millis(),
                session.one_time,
                session.admin.map(|admin| *admin.as_bytes()),
                session.last_used.timestamp_millis(),
                session.body.as_bytes(),
            ))?;
        Ok(())
    }

    /// Notes that a session was used, where it is still there and was not used later.
    pub fn note_session_use(&self, secret: &Blind, at: DateTime<Utc>) -> Result<(), BookError> {
        self.connection
            .prepare_cached(
                "UPDATE sessions SET last_used = max(last_used, ?) WHERE secret_hash = ?",
            )?
            .execute((at.timestamp_millis(), secret))?;
        Ok(())
    }

    /// Ends a session or uses up a link; true if it was there.
    pub fn end_session(&self, secret: &Blind) -> Result<bool, BookError> {
        let ended = self
            .connection
            .prepare_cached("DELETE FROM sessions WHERE secret_hash = ?")?
            .execute([secret])?;
        Ok(ended > 0)
    }

    /// Ends every session and link of an admin, but for the one that is kept.
    pub fn end_sessions_of(&self, admin: AdminId, kept: Option<&Blind>) -> Result<(), BookError> {
        self.connection
            .prepare_cached("DELETE FROM sessions WHERE admin_id = ? AND secret_hash IS NOT ?")?
            .execute((admin.as_bytes(), kept))?;
        Ok(())
    }

    /// Forgets sessions and links that expired, and sessions that were not used since `unused`.
    pub fn forget_sessions(
        &self,
        now: DateTime<Utc>,
        unused: DateTime<Utc>,
    ) -> Result<(), BookError> {
        self.connection
            .prepare_cached(
                "DELETE FROM sessions WHERE expires <= ? OR (one_time = 0 AND last_used <= ?)",
            )?
            .execute((now.timestamp_millis(), unused.timestamp_millis()))?;
        Ok(())
    }
}

impl Reads<'_> {
    /// The session or link of this secret, expired or not.
    pub fn session(&self, secret: &Blind) -> Result<Option<StoredSession>, BookError> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT secret_hash, expires, one_time, admin_id, last_used, body FROM sessions \
                 WHERE secret_hash = ?",
            )?
            .query_row([secret], |row| {
                let admin: Option<[u8; 16]> = row.get(3)?;
                Ok(StoredSession {
                    secret: row.get(0)?,
                    expires: time(row, 1)?,
                    one_time: row.get(2)?,
                    admin: admin.map(AdminId::from_bytes),
                    last_used: time(row, 4)?,
                    body: Sealed::from_bytes(row.get_ref(5)?.as_blob()?),
                })
            })
            .optional()?)
    }

    /// Whether somebody who has the machine is signed in at this time, and was so after `unused`.
    pub fn has_machine_session(
        &self,
        now: DateTime<Utc>,
        unused: DateTime<Utc>,
    ) -> Result<bool, BookError> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT 1 FROM sessions WHERE admin_id IS NULL AND one_time = 0 AND expires > ? \
                 AND last_used > ?",
            )?
            .exists((now.timestamp_millis(), unused.timestamp_millis()))?)
    }
}
