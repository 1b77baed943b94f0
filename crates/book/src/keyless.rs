//! Keys that were gone when a node took over what they open, until the record is taken over that says why.
//! They are kept beside the views, which lack what those keys open, because a process may end in between.

use rollbook_records::KeyId;

use crate::{BookError, Reads, Transaction};

impl Transaction<'_> {
    pub(crate) fn miss_key(&self, id: KeyId) -> Result<(), BookError> {
        self.connection
            .prepare_cached("INSERT OR IGNORE INTO keyless (key_id) VALUES (?)")?
            .execute([id.0])?;
        Ok(())
    }

    pub(crate) fn account_for_key(&self, id: KeyId) -> Result<(), BookError> {
        self.connection
            .prepare_cached("DELETE FROM keyless WHERE key_id = ?")?
            .execute([id.0])?;
        Ok(())
    }
}

impl Reads<'_> {
    /// How many keys were missing, and the log does not say why.
    pub fn keyless(&self) -> Result<usize, BookError> {
        Ok(self
            .connection
            .prepare_cached("SELECT count(*) FROM keyless")?
            .query_row([], |row| row.get(0))?)
    }
}
