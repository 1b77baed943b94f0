//! Rebuilt views take the place of the book's own, while others read and write it. Rows are copied
//! into tables of another name, a little at a time. Then names are exchanged: within one turn the
//! tables that grew are given the names by which records are applied, and where a turn reaches the
//! head they keep them.

use std::thread;
use std::time::{Duration, Instant};

use rusqlite::types::ToSqlOutput;
use rusqlite::{Connection, Rows, Statement, TransactionBehavior};

use super::{Rebuild, RebuildProgress, RebuildStage, apply, counter, retired, source};
use crate::apply::OpenUnit;
use crate::digest::{VIEWS, columns, key_columns};
use crate::{BookError, Reads, Transaction, book, editions};

/// In front of the name of a table that is being filled.
pub(super) const NEXT: &str = "next_";

/// In front of the name of a table that another has replaced.
pub(super) const RETIRED: &str = "retired_";

/// How long the book is held at a time, before others have their turn.
pub(super) const HOLD: Duration = Duration::from_millis(60);

/// How long it is left to others. Longer than the longest sleep of whoever waits for it (100 ms),
/// so that each of them looks at least once.
pub(super) const PAUSE: Duration = Duration::from_millis(120);

/// Rows that are copied between two looks at the time.
const GLANCE: usize = 256;

/// How long names are exchanged at a time: to exchange them takes a while by itself.
const HOLD_NAMES: Duration = Duration::from_millis(200);

/// Records that are applied in one turn at most.
pub(super) const TURN: u64 = 5000;

impl Rebuild<'_> {
    /// Puts what was applied in place of the book's views, and everything that was recorded since
    /// with it. What is left of the views before is removed.
    ///
    /// Nobody who writes waits for longer than one turn. Where this is cut off, the book has either
    /// the views before or the new ones, and [`crate::Book::sweep_rebuild`] removes the others.
    ///
    /// # Errors
    /// [`BookError::Keyless`] where somebody's key is missing whom the log does not delete; nothing
    /// was replaced then. [`BookError::TreeDiffers`] where the log is not that of the stored tree:
    /// to make views of a log that was changed would hide it (R64).
    pub fn replace(mut self) -> Result<(), BookError> {
        self.check_tree()?;
        self.source.account_for_keys(self.book)?;
        retired::remove(self.book, &mut |_| {}, &|| true)?;
        let replaced = book::connect(&self.book.path).and_then(|live| self.fill_and_swap(&live));
        let removed = retired::remove(self.book, &mut self.on_progress, &|| true);
        replaced.and(removed.map(drop))
    }

    fn fill_and_swap(&mut self, live: &Connection) -> Result<(), BookError> {
        let edition = Reads::new(live).edition()? + 1;
        self.make_tables(live, edition)?;
        self.copy_tables(live)?;
        let mut unit = OpenUnit::default();
        while !self.turn(live, edition, &mut unit)? {
            thread::sleep(PAUSE);
        }
        Ok(())
    }

    /// Empty tables and indexes, as the fresh file has them. Names of indexes are the book's, so
    /// they end in the edition.
    fn make_tables(&self, live: &Connection, edition: u64) -> Result<(), BookError> {
        let mut statement = self.fresh.connection.prepare(
            "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL \
             ORDER BY type DESC, name",
        )?;
        let mut rows = statement.query([])?;
        let making = begin(live)?;
        while let Some(row) = rows.next()? {
            let (kind, name): (String, String) = (row.get(0)?, row.get(1)?);
            let (table, sql): (String, String) = (row.get(2)?, row.get(3)?);
            if !VIEWS.contains(&table.as_str()) {
                continue;
            }
            let sql = match kind.as_str() {
                "table" => sql.replacen(&table, &format!("{NEXT}{table}"), 1),
                _ => sql
                    .replacen(&name, &editions::index_name(&name, edition), 1)
                    .replacen(&format!(" ON {table}"), &format!(" ON {NEXT}{table}"), 1),
            };
            making.execute_batch(&sql)?;
        }
        Ok(making.commit()?)
    }

    fn copy_tables(&mut self, live: &Connection) -> Result<(), BookError> {
        let fresh = &self.fresh.connection;
        let mut total = 0;
        for table in VIEWS {
            total += count(fresh, table)?;
        }
        let mut done = 0;
        for table in VIEWS {
            let columns = columns(fresh, table)?;
            let mut select = fresh.prepare(&format!(
                "SELECT {} FROM {table} ORDER BY {}",
                columns.join(", "),
                key_columns(fresh, table)?.join(", ")
            ))?;
            let mut insert = live.prepare(&format!(
                "INSERT INTO {NEXT}{table} ({}) VALUES ({})",
                columns.join(", "),
                vec!["?"; columns.len()].join(", ")
            ))?;
            let mut rows = select.query([])?;
            loop {
                let piece = copy_piece(live, &mut rows, &mut insert, columns.len())?;
                done += piece.rows;
                (self.on_progress)(RebuildProgress {
                    stage: RebuildStage::Copying,
                    done,
                    total,
                });
                if piece.is_last {
                    break;
                }
                thread::sleep(PAUSE);
            }
        }
        Ok(())
    }

    /// Applies the next records to the new tables, under the names by which records are applied;
    /// true where those were the last ones: then the tables keep the names.
    fn turn(
        &mut self,
        live: &Connection,
        edition: u64,
        unit: &mut OpenUnit,
    ) -> Result<bool, BookError> {
        self.read_ahead()?;
        patiently(|| Ok(live.execute_batch("BEGIN IMMEDIATE")?))?;
        let began = Instant::now();
        let mut transaction = Transaction::new(live, &mut self.edge, self.blinding)?;
        let size = transaction.reads_as_written().size()?;
        let next_user_id = transaction.reads_as_written().next_user_id()?;
        let end = size.min(transaction.next_position().0 + self.turn);
        let opener = self.source.opener;
        rename_all(live, "", RETIRED)?;
        rename_all(live, NEXT, "")?;
        transaction.apply_again(std::mem::take(unit));
        while transaction.next_position().0 < end {
            if self.ahead.is_empty() {
                let few = end.min(self.source.next() + GLANCE as u64);
                self.ahead.extend(self.source.read(live, few)?);
            }
            let few = (end - transaction.next_position().0).min(GLANCE as u64) as usize;
            for ready in self.ahead.drain(..few.min(self.ahead.len())) {
                apply(&mut transaction, &ready, |position| {
                    source::profile(&Reads::new(live), opener, position)
                })?;
            }
            transaction.settle()?;
            if began.elapsed() >= HOLD_NAMES {
                break;
            }
        }
        let is_last = transaction.next_position().0 == size;
        if is_last {
            transaction.finish_unit()?;
            self.source.check_keys()?;
            if transaction.reads_as_written().root()? != transaction.root() {
                return Err(BookError::TreeDiffers);
            }
            counter::raise(live, next_user_id)?;
            editions::advance(live, edition)?;
        } else {
            transaction.write_all()?;
            rename_all(live, "", NEXT)?;
            rename_all(live, RETIRED, "")?;
        }
        *unit = transaction.suspend()?;
        Ok(is_last)
    }

    /// Reads the next records before others are kept waiting.
    fn read_ahead(&mut self) -> Result<(), BookError> {
        let (source, ahead) = (&mut self.source, &mut self.ahead);
        let room = self.turn.saturating_sub(ahead.len() as u64);
        self.book.read(|reads| {
            let end = reads.size()?.min(source.next() + room);
            ahead.extend(source.read(reads.connection, end)?);
            Ok(())
        })
    }
}

struct Piece {
    rows: u64,
    is_last: bool,
}

/// Copies rows for as long as the book may be held.
fn copy_piece(
    live: &Connection,
    rows: &mut Rows<'_>,
    insert: &mut Statement<'_>,
    columns: usize,
) -> Result<Piece, BookError> {
    let copying = begin(live)?;
    let began = Instant::now();
    let mut piece = Piece {
        rows: 0,
        is_last: false,
    };
    while !piece.is_last && began.elapsed() < HOLD {
        for _ in 0..GLANCE {
            let Some(row) = rows.next()? else {
                piece.is_last = true;
                break;
            };
            for column in 0..columns {
                insert
                    .raw_bind_parameter(column + 1, ToSqlOutput::Borrowed(row.get_ref(column)?))?;
            }
            insert.raw_execute()?;
            piece.rows += 1;
        }
    }
    copying.commit()?;
    Ok(piece)
}

/// Waits for whoever writes.
pub(super) fn begin(live: &Connection) -> Result<rusqlite::Transaction<'_>, BookError> {
    let behavior = TransactionBehavior::Immediate;
    patiently(|| Ok(rusqlite::Transaction::new_unchecked(live, behavior)?))
}

/// Tries again for as long as another process writes: what was rebuilt so far is worth more than
/// the time that a large batch takes.
fn patiently<T>(mut attempt: impl FnMut() -> Result<T, BookError>) -> Result<T, BookError> {
    loop {
        match attempt() {
            Err(error) if error.is_busy() => thread::sleep(PAUSE),
            outcome => return outcome,
        }
    }
}

fn rename_all(live: &Connection, from: &str, to: &str) -> Result<(), BookError> {
    for table in VIEWS {
        live.execute_batch(&format!("ALTER TABLE {from}{table} RENAME TO {to}{table}"))?;
    }
    Ok(())
}

fn count(connection: &Connection, table: &str) -> Result<u64, BookError> {
    let query = format!("SELECT count(*) FROM {table}");
    Ok(connection.query_row(&query, [], |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Book;

    #[test]
    fn whoever_writes_for_long_is_waited_for() {
        let directory = tempfile::TempDir::new().expect("a directory");
        Book::create(directory.path()).expect("a book");
        let path = directory.path().join(Book::FILE);
        let (other, live) = (book::connect(&path), book::connect(&path));
        let (other, live) = (other.expect("a store"), live.expect("a store"));
        live.busy_timeout(Duration::ZERO).expect("no patience");
        other.execute_batch("BEGIN IMMEDIATE").expect("begun");
        thread::scope(|scope| {
            scope.spawn(move || {
                thread::sleep(PAUSE * 2);
                other.execute_batch("COMMIT").expect("committed");
            });
            let refused = live
                .execute_batch("BEGIN IMMEDIATE")
                .map_err(BookError::from);
            assert!(refused.is_err_and(|error| error.is_busy()));
            begin(&live).expect("begun in the end");
        });
    }
}
