//! When tokens were last used. No view: seeing a token is not an event.

use chrono::{DateTime, Utc};
use rollbook_domain::TokenId;
use rollbook_records::Id;
use rusqlite::Connection;

use crate::{BookError, Transaction};

impl Transaction<'_> {
    /// Notes that a token was used, unless it was revoked meanwhile or used later.
    pub fn note_token_use(&self, id: TokenId, at: DateTime<Utc>) -> Result<(), BookError> {
        self.connection
            .prepare_cached(
                "INSERT INTO token_uses (token_id, last_used) \
                 SELECT token_id, ?2 FROM tokens WHERE token_id = ?1 AND revoked IS NULL \
                 ON CONFLICT (token_id) DO UPDATE SET last_used = max(last_used, ?2)",
            )?
            .execute((id.as_bytes(), at.timestamp_millis()))?;
        Ok(())
    }
}

/// Forgets when a token was used that is used no more.
pub(crate) fn forget(connection: &Connection, id: Id) -> Result<(), BookError> {
    connection
        .prepare_cached("DELETE FROM token_uses WHERE token_id = ?")?
        .execute([id.0])?;
    Ok(())
}
