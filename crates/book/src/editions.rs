//! By which version of the program the views were made, and how often they were made anew.

use rollbook_domain::Position;
use rusqlite::{Connection, OptionalExtension, Row};

use crate::{BookError, Reads};

/// What the views are made of the log. It rises whenever records make something else of them, for
/// example fill a new column; views of an older version are rebuilt when the book is opened (R55).
/// 2: what an account's state was behind each event, what found it once (schema 3).
pub(crate) const VIEWS_VERSION: u64 = 2;

/// Books from before views had a version.
const FIRST: u64 = 1;

const VERSION: &str = "views";
const EDITION: &str = "edition";

/// One row with the columns `edition` and `head`.
pub(crate) const REVISION: &str = "(SELECT coalesce((SELECT value FROM facts WHERE \
    name = 'edition'), 0) AS edition, (SELECT max(position) FROM log) AS head)";

/// Which views are read. Whoever keeps something of them in memory follows the log to the head, and
/// reads it anew where the edition is another: then the views were made anew, and may say something
/// else of the same log.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Revision {
    /// How often the views were made anew.
    pub edition: u64,
    /// The log's head; `None` where there is not even the first record.
    pub head: Option<Position>,
}

impl Revision {
    /// From the columns of [`REVISION`], which stand at `index` and behind it.
    pub(crate) fn read(row: &Row<'_>, index: usize) -> rusqlite::Result<Revision> {
        Ok(Revision {
            edition: row.get(index)?,
            head: row.get::<_, Option<u64>>(index + 1)?.map(Position),
        })
    }
}

/// A new book's views are this program's.
pub(crate) fn begin(connection: &Connection) -> Result<(), BookError> {
    set(connection, VERSION, VIEWS_VERSION)
}

/// Notes that the views were made anew by this program.
pub(crate) fn advance(connection: &Connection, edition: u64) -> Result<(), BookError> {
    set(connection, VERSION, VIEWS_VERSION)?;
    set(connection, EDITION, edition)
}

fn set(connection: &Connection, name: &str, value: u64) -> Result<(), BookError> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)")?
        .execute((name, value))?;
    Ok(())
}

/// The name of an index of a view, which the schema calls `name`: views that were made anew have
/// indexes whose names end in their edition.
pub(crate) fn index_name(name: &str, edition: u64) -> String {
    format!("{name}_{edition}")
}

/// As it is called now.
pub(crate) fn index_of(
    connection: &Connection,
    table: &str,
    name: &str,
) -> Result<String, BookError> {
    Ok(connection
        .prepare_cached(
            "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?1 \
             AND (name = ?2 OR name GLOB ?2 || '_[0-9]*')",
        )?
        .query_row((table, name), |row| row.get(0))?)
}

impl Reads<'_> {
    /// Whether the views were made by an older version of the program, so that they lack something
    /// that this one reads.
    ///
    /// # Errors
    /// [`BookError::NewerViews`] where they were made by a newer one.
    pub fn has_old_views(&self) -> Result<bool, BookError> {
        Ok(self.views_version()? < VIEWS_VERSION)
    }

    /// By which version of the program the views were made.
    ///
    /// # Errors
    /// [`BookError::NewerViews`] where it is a newer one.
    pub(crate) fn views_version(&self) -> Result<u64, BookError> {
        let found = self.fact(VERSION)?.unwrap_or(FIRST);
        if found > VIEWS_VERSION {
            return Err(BookError::NewerViews {
                found,
                known: VIEWS_VERSION,
            });
        }
        Ok(found)
    }

    /// How often the views were made anew.
    pub(crate) fn edition(&self) -> Result<u64, BookError> {
        Ok(self.fact(EDITION)?.unwrap_or(0))
    }

    /// Which views these are, by one statement.
    pub fn revision(&self) -> Result<Revision, BookError> {
        Ok(self
            .connection
            .prepare_cached(&format!("SELECT edition, head FROM {REVISION}"))?
            .query_row([], |row| Revision::read(row, 0))?)
    }

    fn fact(&self, name: &str) -> Result<Option<u64>, BookError> {
        Ok(self
            .connection
            .prepare_cached("SELECT value FROM facts WHERE name = ?")?
            .query_row([name], |row| row.get(0))
            .optional()?)
    }
}
