//! A change of the book: records appended and applied, all of them or none.

use std::collections::BTreeMap;

use rollbook_domain::{InstitutionId, Position};
use rollbook_proofs::{Edge, Hash, leaf_hash};
use rollbook_records::{Blinding, Header, Record};
use rusqlite::Connection;

use crate::apply::{self, Opened};
use crate::{BookError, Reads, tree};

/// An open transaction at the log's head. Dropped without [`Transaction::commit`], it leaves no
/// trace.
pub struct Transaction<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) blinding: &'a Blinding,
    edge: &'a mut Edge,
    /// Leaves appended in this transaction; they join the tree when it commits, because an
    /// attempt may still be taken back.
    leaves: Vec<Hash>,
    pub(crate) unit: OpenUnit,
    buffer: Vec<u8>,
    done: bool,
}

/// What is gathered while the records of one unit are appended, and written once at its end.
#[derive(Default)]
pub(crate) struct OpenUnit {
    pub(crate) in_batch: bool,
    pub(crate) touched: Vec<(u64, u64)>,
    pub(crate) seats: BTreeMap<InstitutionId, i64>,
}

impl<'a> Transaction<'a> {
    pub(crate) fn new(
        connection: &'a Connection,
        edge: &'a mut Edge,
        blinding: &'a Blinding,
    ) -> Transaction<'a> {
        Transaction {
            connection,
            blinding,
            edge,
            leaves: Vec::new(),
            unit: OpenUnit::default(),
            buffer: Vec::new(),
            done: false,
        }
    }

    /// The book as this transaction sees it.
    pub fn reads(&self) -> Reads<'_> {
        Reads::new(self.connection)
    }

    /// Where the next record will stand.
    pub fn next_position(&self) -> Position {
        Position(self.edge.size() + self.leaves.len() as u64)
    }

    /// Whether the store has taken the whole transaction back. SQLite does so by itself where the
    /// disk is full, fails, or memory runs out; what is executed then would commit on its own, and
    /// leave a gap in the log.
    pub fn is_taken_back(&self) -> bool {
        self.connection.is_autocommit()
    }

    fn check(&self) -> Result<(), BookError> {
        match self.is_taken_back() {
            true => Err(BookError::TakenBack(None)),
            false => Ok(()),
        }
    }

    /// Runs `attempt`; if it fails, everything it wrote is taken back and the transaction goes on
    /// as if it had not begun.
    ///
    /// # Errors
    /// What `attempt` failed with, and [`BookError::TakenBack`] where the transaction has ended:
    /// see [`Transaction::is_taken_back`], which the caller asks after a failure.
    pub fn attempt<T, E: From<BookError>>(
        &mut self,
        attempt: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        self.check()?;
        let leaves = self.leaves.len();
        self.execute("SAVEPOINT attempt")?;
        let outcome = attempt(self);
        let failed = outcome.is_err();
        if failed {
            self.leaves.truncate(leaves);
            self.unit = OpenUnit::default();
        }
        if failed && self.is_taken_back() {
            return outcome;
        }
        self.check()?;
        if let Err(error) = self.end_attempt(failed) {
            // What the attempt wrote can no longer be told from the rest.
            self.connection
                .execute_batch("ROLLBACK")
                .map_err(BookError::from)?;
            return Err(BookError::TakenBack(Some(Box::new(error))).into());
        }
        outcome
    }

    fn end_attempt(&self, failed: bool) -> Result<(), BookError> {
        if failed {
            self.execute("ROLLBACK TO attempt")?;
        }
        self.execute("RELEASE attempt")
    }

    /// Appends the next record of the unit that is open, and applies it to the views.
    ///
    /// `opened` is what the record seals, in the clear: views index it blindly.
    pub fn append(&mut self, record: &Record, opened: Opened<'_>) -> Result<Position, BookError> {
        self.check()?;
        let position = self.next_position();
        let mut buffer = std::mem::take(&mut self.buffer);
        record.encode_into(&mut buffer);
        self.connection
            .prepare_cached("INSERT INTO log (position, record) VALUES (?, ?)")?
            .execute((position.0, &buffer))?;
        self.leaves.push(leaf_hash(&buffer));
        self.buffer = buffer;
        self.unit.in_batch |= matches!(record.header, Header::Behind(_));
        apply::apply(self, position, record, opened)?;
        Ok(position)
    }

    /// Ends the unit: its account index and seat steps are written.
    pub fn finish_unit(&mut self) -> Result<(), BookError> {
        self.check()?;
        let last = self.next_position().0.saturating_sub(1);
        let mut unit = std::mem::take(&mut self.unit);
        apply::write_touched(self.connection, &mut unit.touched)?;
        apply::write_seat_steps(self.connection, &unit.seats, last)
    }

    /// The log's head when this transaction began.
    pub fn began_at(&self) -> Option<Position> {
        self.edge.size().checked_sub(1).map(Position)
    }

    /// Has a commit follow even where nothing is appended. A commit that failed before may have
    /// left its pages behind the end of the write-ahead log, where a recovery would find them;
    /// those of this one take their place.
    pub fn write_something(&self) -> Result<(), BookError> {
        self.check()?;
        let version: i64 = self
            .connection
            .pragma_query_value(None, "user_version", |row| row.get(0))?;
        Ok(self
            .connection
            .pragma_update(None, "user_version", version)?)
    }

    /// Makes everything durable.
    ///
    /// # Errors
    /// After [`BookError::TakenBack`] nothing was recorded; after any other it may have been.
    pub fn commit(mut self) -> Result<(), BookError> {
        self.check()?;
        for leaf in self.leaves.drain(..) {
            self.edge.append(leaf);
        }
        let tiles = self.edge.take_tiles();
        let written = tree::write_tiles(self.connection, tiles)
            .map_err(|error| BookError::TakenBack(Some(Box::new(error))))
            .and_then(|()| Ok(self.connection.execute_batch("COMMIT")?));
        if let Err(error) = written {
            // The edge is ahead of the book now: the next transaction restores it.
            *self.edge = Edge::new();
            return Err(error);
        }
        self.done = true;
        Ok(())
    }

    fn execute(&self, statement: &str) -> Result<(), BookError> {
        self.connection.prepare_cached(statement)?.execute([])?;
        Ok(())
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if !self.done {
            // Where this fails the connection is lost, and SQLite rolls back by itself.
            let _ = self.connection.execute_batch("ROLLBACK");
        }
    }
}

#[cfg(test)]
mod tests;
