//! Signed checkpoints (R64), kept beside the tree and written in the commit that moves the head.

use rollbook_proofs::{Checkpoint, Edge, Hash, SigningKey, TILE_WIDTH};
use rusqlite::{Connection, OptionalExtension};

use crate::{BookError, Reads};

/// Leaves among whose checkpoints only the last is kept: the records of one full tile.
const STRETCH: u64 = TILE_WIDTH as u64;

/// A checkpoint as it is stored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredCheckpoint {
    /// Records that it covers.
    pub size: u64,
    /// A signed note.
    pub note: String,
}

/// A tree's signed checkpoint; the log's name is that of its key.
pub fn sign_checkpoint(key: &SigningKey, size: u64, root: Hash) -> Result<String, BookError> {
    let checkpoint = Checkpoint {
        origin: key.verifying_key().name().to_owned(),
        size,
        root,
    };
    Ok(checkpoint.sign(key)?)
}

/// Signs the checkpoint of the head.
pub(crate) fn write(
    connection: &Connection,
    edge: &Edge,
    key: &SigningKey,
) -> Result<(), BookError> {
    let note = sign_checkpoint(key, edge.size(), edge.root())?;
    keep(connection, edge.size(), &note)
}

/// Keeps the checkpoint of the head, and lets go of those before it in the same stretch.
pub(crate) fn keep(connection: &Connection, size: u64, note: &str) -> Result<(), BookError> {
    let stretch_before = size.saturating_sub(1) / STRETCH * STRETCH;
    connection
        .prepare_cached("DELETE FROM checkpoints WHERE size > ? AND size < ?")?
        .execute((stretch_before, size))?;
    connection
        .prepare_cached("INSERT OR REPLACE INTO checkpoints (size, note) VALUES (?, ?)")?
        .execute((size, note))?;
    Ok(())
}

impl Reads<'_> {
    /// The checkpoint of the last commit; `None` where nothing was signed yet.
    pub fn last_checkpoint(&self) -> Result<Option<StoredCheckpoint>, BookError> {
        Ok(self
            .connection
            .prepare_cached("SELECT size, note FROM checkpoints ORDER BY size DESC LIMIT 1")?
            .query_row([], read)
            .optional()?)
    }

    /// The checkpoint of a size, where it is one of those that are kept.
    pub fn checkpoint(&self, size: u64) -> Result<Option<StoredCheckpoint>, BookError> {
        Ok(self
            .connection
            .prepare_cached("SELECT size, note FROM checkpoints WHERE size = ?")?
            .query_row([size], read)
            .optional()?)
    }
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<StoredCheckpoint> {
    Ok(StoredCheckpoint {
        size: row.get(0)?,
        note: row.get(1)?,
    })
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::Book;

    #[test]
    fn of_a_stretch_the_last_checkpoint_is_kept_and_always_that_of_the_head() {
        let directory = TempDir::new().expect("a directory");
        let book = Book::create(directory.path()).expect("a book");
        let connection = crate::book::connect(&book.path).expect("a connection");
        for size in [1, 2, 255, 256, 257, 300, 1000, 1001] {
            keep(&connection, size, &size.to_string()).expect("kept");
        }
        let kept: Vec<u64> = connection
            .prepare("SELECT size FROM checkpoints ORDER BY size")
            .and_then(|mut query| query.query_map([], |row| row.get(0))?.collect())
            .expect("read");
        assert_eq!(kept, [256, 300, 1001]);
        let last = book.read(|reads| reads.last_checkpoint()).expect("read");
        assert_eq!(last.map(|last| last.note).as_deref(), Some("1001"));
    }
}
