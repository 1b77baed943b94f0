//! Tables that are no longer used, or were never used. They are emptied before they are dropped: to
//! drop a large one at once would keep others from writing for long.

use std::thread;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::replace::{HOLD, NEXT, PAUSE, RETIRED, begin};
use super::{RebuildProgress, RebuildStage};
use crate::destructions::empty_write_ahead_log;
use crate::digest::{VIEWS, key_columns};
use crate::{Book, BookError, book};

/// Rows that are removed at first; then as many as there is time for.
const FIRST_ROWS: u64 = 1000;

/// Whether there are any.
pub(super) fn are_left(book: &Book) -> Result<bool, BookError> {
    book.glance(|reads| Ok(!tables(reads.connection)?.is_empty()))
}

/// Removes them all, and tells whether it came to the end: `goes_on` is asked before each few rows.
pub(super) fn remove(
    book: &Book,
    on_progress: &mut dyn FnMut(RebuildProgress),
    goes_on: &dyn Fn() -> bool,
) -> Result<bool, BookError> {
    if !are_left(book)? {
        return Ok(true);
    }
    let connection = book::connect(&book.path)?;
    let tables = tables(&connection)?;
    for (done, table) in (0..).zip(&tables) {
        if !empty(&connection, table, goes_on)? {
            return Ok(false);
        }
        let dropping = begin(&connection)?;
        dropping.execute_batch(&format!("DROP TABLE {table}"))?;
        dropping.commit()?;
        on_progress(RebuildProgress {
            stage: RebuildStage::Removing,
            done: done + 1,
            total: tables.len() as u64,
        });
    }
    forget_pages(&connection)?;
    Ok(true)
}

/// The write-ahead log still holds the rows, in which somebody may be found who is deleted next.
/// Where others are using it, that person's deletion empties it.
fn forget_pages(connection: &Connection) -> Result<(), BookError> {
    connection.busy_timeout(Duration::ZERO)?;
    empty_write_ahead_log(connection).map(drop)
}

fn tables(connection: &Connection) -> Result<Vec<String>, BookError> {
    let mut statement = connection
        .prepare_cached("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?")?;
    let mut found = Vec::new();
    for prefix in [NEXT, RETIRED] {
        for view in VIEWS {
            let table = format!("{prefix}{view}");
            if statement.exists([&table])? {
                found.push(table);
            }
        }
    }
    Ok(found)
}

fn empty(
    connection: &Connection,
    table: &str,
    goes_on: &dyn Fn() -> bool,
) -> Result<bool, BookError> {
    let keys = key_columns(connection, table)?.join(", ");
    let mut delete = connection.prepare(&format!(
        "DELETE FROM {table} WHERE ({keys}) IN (SELECT {keys} FROM {table} ORDER BY {keys} LIMIT ?)"
    ))?;
    let mut rows = FIRST_ROWS;
    while goes_on() {
        let began = Instant::now();
        let emptying = begin(connection)?;
        let removed = delete.execute([rows])? as u64;
        emptying.commit()?;
        if removed < rows {
            return Ok(true);
        }
        rows = for_next(rows, began.elapsed().as_micros().max(1) as u64);
        thread::sleep(PAUSE);
    }
    Ok(false)
}

/// As many as fit into the time, at most four times as many as before.
fn for_next(rows: u64, microseconds: u64) -> u64 {
    let fitting = rows * HOLD.as_micros() as u64 / microseconds;
    fitting.clamp(FIRST_ROWS, rows * 4)
}
