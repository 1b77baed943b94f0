//! A change of the book: records appended and applied, all of them or none.

use std::cell::{RefCell, RefMut};
use std::sync::Arc;

use rollbook_domain::Position;
use rollbook_proofs::{Edge, Hash, MAX_ENTRY_BYTES, SigningKey, leaf_hash};
use rollbook_records::{Blinding, Header, Record};
use rusqlite::{CachedStatement, Connection};

use crate::apply::{self, OpenUnit, Opened};
use crate::checkpoints;
use crate::progress::StoredReceipt;
use crate::{BookError, Reads, tree};

/// An open transaction at the log's head. Dropped without [`Transaction::commit`], it leaves no
/// trace.
pub struct Transaction<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) blinding: &'a Blinding,
    edge: &'a mut Edge,
    began: u64,
    /// Leaves appended in this transaction; they join the tree when it commits, because an
    /// attempt may still be taken back.
    leaves: Vec<Hash>,
    unit: RefCell<OpenUnit>,
    pub(crate) receipts: Vec<StoredReceipt>,
    signing_key: Option<Arc<SigningKey>>,
    insert: CachedStatement<'a>,
    buffer: Vec<u8>,
    /// Whether leaves have joined the edge that are not durable yet.
    is_ahead: bool,
    is_sealed: bool,
    done: bool,
}

impl<'a> Transaction<'a> {
    pub(crate) fn new(
        connection: &'a Connection,
        edge: &'a mut Edge,
        blinding: &'a Blinding,
    ) -> Result<Transaction<'a>, BookError> {
        let insert =
            connection.prepare_cached("INSERT INTO log (position, record) VALUES (?, ?)")?;
        Ok(Transaction {
            connection,
            blinding,
            began: edge.size(),
            edge,
            leaves: Vec::new(),
            unit: RefCell::default(),
            receipts: Vec::new(),
            signing_key: None,
            insert,
            buffer: Vec::new(),
            is_ahead: false,
            is_sealed: false,
            done: false,
        })
    }

    /// The book as this transaction sees it. What the open unit holds back is written first; where
    /// that fails, the next append says so, or the end of the unit.
    pub fn reads(&self) -> Reads<'_> {
        let mut unit = self.unit.borrow_mut();
        if let Err(error) = unit.settle(self.connection) {
            unit.failure = Some(error);
        }
        self.reads_as_written()
    }

    /// The book without what the open unit holds back of accounts: for questions whose answer that
    /// does not change. In a large batch it saves the time to write every account by itself.
    pub fn reads_as_written(&self) -> Reads<'_> {
        Reads::new(self.connection)
    }

    /// Where the counter of assigned `user_id`s stands, the open unit included.
    pub fn next_user_id(&self) -> Result<u64, BookError> {
        match self.unit.borrow().next_user_id {
            Some(next) => Ok(next),
            None => self.reads_as_written().next_user_id(),
        }
    }

    /// Where the next record will stand.
    pub fn next_position(&self) -> Position {
        Position(self.edge.size() + self.leaves.len() as u64)
    }

    /// Whether nothing was appended so far.
    pub fn is_empty(&self) -> bool {
        self.leaves.is_empty()
    }

    /// Has the commit sign the checkpoint of its last record, if it has any.
    pub fn sign_with(&mut self, key: Arc<SigningKey>) {
        self.signing_key = Some(key);
    }

    /// The root of the tree, which the records appended here join when they are committed.
    pub fn root(&self) -> Hash {
        self.edge.root()
    }

    /// The right edge of that tree, to see what records would make of it.
    pub fn edge(&self) -> Edge {
        self.edge.clone()
    }

    /// Whether the store has taken the whole transaction back. SQLite does so by itself where the
    /// disk is full, fails, or memory runs out; what is executed then would commit on its own, and
    /// leave a gap in the log.
    pub fn is_taken_back(&self) -> bool {
        self.connection.is_autocommit()
    }

    fn check(&self) -> Result<(), BookError> {
        if self.is_taken_back() {
            return Err(BookError::TakenBack(None));
        }
        self.unit().failure.take().map_or(Ok(()), Err)
    }

    /// What is gathered for the unit that is open.
    pub(crate) fn unit(&self) -> RefMut<'_, OpenUnit> {
        self.unit.borrow_mut()
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
        let (leaves, receipts) = (self.leaves.len(), self.receipts.len());
        self.execute("SAVEPOINT attempt")?;
        // Nothing of a unit may wait when its attempt ends.
        let outcome = attempt(self).and_then(|done| {
            self.finish_unit()?;
            Ok(done)
        });
        let failed = outcome.is_err();
        if failed {
            self.leaves.truncate(leaves);
            self.receipts.truncate(receipts);
            self.unit.take();
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
    ///
    /// # Errors
    /// [`BookError::RecordTooLong`] where the record has more than [`MAX_ENTRY_BYTES`], which a bundle of
    /// entries could not hold (R64).
    pub fn append(&mut self, record: &Record, opened: Opened<'_>) -> Result<Position, BookError> {
        self.check()?;
        let position = self.next_position();
        let mut buffer = std::mem::take(&mut self.buffer);
        record.encode_into(&mut buffer);
        if buffer.len() > MAX_ENTRY_BYTES {
            return Err(BookError::RecordTooLong {
                kind: record.body.kind().name(),
                bytes: buffer.len(),
            });
        }
        self.enter(position, &buffer)?;
        self.buffer = buffer;
        self.apply(position, record, opened)?;
        Ok(position)
    }

    /// Appends the next record as another node of the same ledger has written it.
    pub(crate) fn take_over(
        &mut self,
        bytes: &[u8],
        record: &Record,
        opened: Opened<'_>,
    ) -> Result<(), BookError> {
        if matches!(record.header, Header::Own(_)) {
            self.finish_unit()?;
        }
        let position = self.next_position();
        self.enter(position, bytes)?;
        self.apply(position, record, opened)
    }

    fn enter(&mut self, position: Position, bytes: &[u8]) -> Result<(), BookError> {
        self.insert.execute((position.0, bytes))?;
        self.leaves.push(leaf_hash(bytes));
        Ok(())
    }

    fn apply(
        &mut self,
        position: Position,
        record: &Record,
        opened: Opened<'_>,
    ) -> Result<(), BookError> {
        apply::apply(self, position, record, opened)?;
        if self.unit().is_full() {
            self.settle()?;
        }
        Ok(())
    }

    /// Goes on with a unit whose records stand in the log already, to apply them to the views once
    /// more. A transaction of this kind neither writes the log nor the tree, and destroys no key.
    pub(crate) fn apply_again(&mut self, unit: OpenUnit) {
        *self.unit() = unit;
        self.unit().is_again = true;
    }

    /// Applies the record behind the last one, which stands in the log already.
    pub(crate) fn again(
        &mut self,
        record: &Record,
        leaf: Hash,
        opened: Opened<'_>,
    ) -> Result<(), BookError> {
        if matches!(record.header, Header::Own(_)) {
            self.finish_unit()?;
        }
        let position = self.next_position();
        self.edge.append(leaf);
        self.apply(position, record, opened)
    }

    /// Lets go of tiles that need not be written, because they were when their records were.
    pub(crate) fn forget_tiles(&mut self) {
        self.edge.take_tiles();
    }

    /// Commits what was applied again, and tells what is still open of the unit.
    pub(crate) fn suspend(mut self) -> Result<OpenUnit, BookError> {
        self.check()?;
        self.write_all()?;
        self.forget_tiles();
        self.connection.execute_batch("COMMIT")?;
        self.done = true;
        Ok(self.unit.take())
    }

    /// Writes everything that is held back of what was applied again.
    pub(crate) fn write_all(&self) -> Result<(), BookError> {
        self.unit().write_all(self.connection)
    }

    /// Writes what the open unit holds back.
    pub(crate) fn settle(&self) -> Result<(), BookError> {
        self.unit().settle(self.connection)
    }

    /// Ends the unit: what it makes of accounts and its seat steps are written.
    pub fn finish_unit(&mut self) -> Result<(), BookError> {
        self.check()?;
        let last = self.next_position().0.saturating_sub(1);
        self.unit().finish(self.connection, last)
    }

    /// The log's head when this transaction began.
    pub fn began_at(&self) -> Option<Position> {
        self.began.checked_sub(1).map(Position)
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

    /// Makes the tree of what was appended, and the checkpoint of it (R64); nothing more can be
    /// appended. Where the log is elsewhere, its engine is given both before this is durable here.
    ///
    /// # Errors
    /// [`BookError::TakenBack`]: nothing was recorded.
    pub fn seal(&mut self) -> Result<(), BookError> {
        self.check()?;
        if self.is_sealed {
            return Ok(());
        }
        self.is_sealed = true;
        self.finish_unit()
            .and_then(|()| self.grow_tree())
            .map_err(|error| BookError::TakenBack(Some(Box::new(error))))
    }

    /// Makes everything durable.
    ///
    /// # Errors
    /// After [`BookError::TakenBack`] nothing was recorded; after any other it may have been.
    pub fn commit(mut self) -> Result<(), BookError> {
        self.seal()?;
        self.connection.execute_batch("COMMIT")?;
        self.done = true;
        Ok(())
    }

    /// Has the tree grow by what was appended so far, and tells its size and root.
    pub(crate) fn grow_edge(&mut self) -> (u64, Hash) {
        self.is_ahead = true;
        for leaf in self.leaves.drain(..) {
            self.edge.append(leaf);
        }
        (self.edge.size(), self.edge.root())
    }

    /// Writes what the appended records make of the tree, and the checkpoint of it.
    fn grow_tree(&mut self) -> Result<(), BookError> {
        if self.leaves.is_empty() && self.edge.size() == self.began {
            return Ok(());
        }
        self.grow_edge();
        tree::write_tiles(self.connection, self.edge.take_tiles())?;
        match &self.signing_key {
            Some(key) => checkpoints::write(self.connection, self.edge, key),
            None => Ok(()),
        }
    }

    fn execute(&self, statement: &str) -> Result<(), BookError> {
        self.connection.prepare_cached(statement)?.execute([])?;
        Ok(())
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if !self.done {
            if self.is_ahead {
                // The next transaction restores it.
                *self.edge = Edge::new();
            }
            // Where this fails the connection is lost, and SQLite rolls back by itself.
            let _ = self.connection.execute_batch("ROLLBACK");
        }
    }
}

#[cfg(test)]
mod tests;
