//! The Merkle tiles kept beside the log (R64).

use rollbook_proofs::{Edge, Tile};
use rusqlite::{Connection, OptionalExtension};

use crate::BookError;

/// Brings the edge to the log's head, which another process may have moved.
pub(crate) fn follow(connection: &Connection, edge: &mut Edge) -> Result<(), BookError> {
    let size = log_size(connection)?;
    if edge.size() != size {
        *edge = restore(connection, size)?;
    }
    Ok(())
}

/// The right edge that the stored tree had at `size` leaves.
pub(crate) fn restore(connection: &Connection, size: u64) -> Result<Edge, BookError> {
    let mut failure = None;
    let restored = Edge::restore(size, |level, index| {
        read_tile(connection, level, index).unwrap_or_else(|error| {
            failure = Some(error);
            None
        })
    });
    if let Some(error) = failure {
        return Err(error);
    }
    restored.map_err(|error| BookError::Damaged(error.to_string()))
}

pub(crate) fn write_tiles(connection: &Connection, tiles: Vec<Tile>) -> Result<(), BookError> {
    let mut insert =
        connection.prepare_cached("INSERT OR REPLACE INTO tiles (number, hashes) VALUES (?, ?)")?;
    for tile in tiles {
        insert.execute((number(tile.level, tile.index), tile.hashes))?;
    }
    Ok(())
}

pub(crate) fn read_tile(
    connection: &Connection,
    level: u8,
    index: u64,
) -> Result<Option<Vec<u8>>, BookError> {
    Ok(connection
        .prepare_cached("SELECT hashes FROM tiles WHERE number = ?")?
        .query_row([number(level, index)], |row| row.get(0))
        .optional()?)
}

/// How many records the log has.
pub(crate) fn log_size(connection: &Connection) -> Result<u64, BookError> {
    let last: Option<u64> = connection
        .prepare_cached("SELECT max(position) FROM log")?
        .query_row([], |row| row.get(0))?;
    Ok(last.map_or(0, |position| position + 1))
}

fn number(level: u8, index: u64) -> u64 {
    u64::from(level) << 56 | index
}
