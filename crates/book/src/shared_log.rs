//! Whether a book is the log itself, or one node's copy of a log that others share.

use rusqlite::OptionalExtension;

use crate::{Book, BookError, Reads, Transaction, book};

impl Transaction<'_> {
    /// Notes that the book follows a shared log from now on; `place` is for people.
    pub fn join_shared_log(&self, place: &str) -> Result<(), BookError> {
        self.connection.execute("DELETE FROM shared_log", [])?;
        self.connection
            .execute("INSERT INTO shared_log (place) VALUES (?)", [place])?;
        Ok(())
    }
}

impl Book {
    /// Has a copy of a node's book go on as a ledger of one machine: it is the log itself from now on.
    pub fn leave_shared_log(&self) -> Result<(), BookError> {
        book::connect(&self.path)?.execute("DELETE FROM shared_log", [])?;
        Ok(())
    }
}

impl Reads<'_> {
    /// Where the shared log was when the book last joined it; `None` where the book is the log.
    pub fn shared_log(&self) -> Result<Option<String>, BookError> {
        Ok(self
            .connection
            .prepare_cached("SELECT place FROM shared_log")?
            .query_row([], |row| row.get(0))
            .optional()?)
    }
}
