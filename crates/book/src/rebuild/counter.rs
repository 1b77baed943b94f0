//! The counter of assigned `user_id`s. Where a record does not tell which numbers were passed over,
//! as in logs from before they did, the live counter may be further than the log tells. It never
//! goes back: a number that somebody had must not be assigned again.

use rusqlite::Connection;

use crate::{BookError, Reads};

/// Puts the counter of rebuilt views where the live one stands, unless it is further.
pub(super) fn raise(connection: &Connection, live: u64) -> Result<(), BookError> {
    if Reads::new(connection).next_user_id()? >= live {
        return Ok(());
    }
    connection
        .prepare_cached("INSERT OR REPLACE INTO facts (name, value) VALUES ('next_user_id', ?)")?
        .execute([live])?;
    Ok(())
}
