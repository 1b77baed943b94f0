//! All views, made anew of the log alone (R55): in a file of their own, beside whoever uses the
//! book. See ADR 13.

mod counter;
mod fresh;
mod lock;
mod opener;
mod replace;
mod retired;
mod source;
mod sweep;

use std::collections::VecDeque;
use std::sync::mpsc::sync_channel;
use std::thread;

use rollbook_domain::Position;
use rollbook_proofs::Edge;
use rollbook_records::{Blinding, Body};

use crate::apply::OpenUnit;
use crate::{Book, BookError, Digest, Transaction, tree};
use fresh::FreshFile;
use source::{Ready, Source};

pub use lock::RebuildLock;
pub use opener::{Clear, Opener};
pub(crate) use opener::{ended, owner};
pub(crate) use source::profile;

/// Pieces of the log that may wait to be applied.
const WAITING: usize = 4;

/// What a rebuild is doing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RebuildStage {
    /// Records are read and applied.
    Reading,
    /// Rows are copied into the book.
    Copying,
    /// Rows of the views before are removed.
    Removing,
}

/// How far it is: records or rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RebuildProgress {
    pub stage: RebuildStage,
    pub done: u64,
    pub total: u64,
}

/// Views that are being made of the log. One at a time in a data directory; dropped, it leaves
/// nothing behind.
pub struct Rebuild<'a> {
    book: &'a Book,
    blinding: &'a Blinding,
    source: Source<'a>,
    edge: Edge,
    fresh: FreshFile,
    /// Records that were read and not applied yet.
    ahead: VecDeque<Ready>,
    /// Records that are applied in one turn at most.
    turn: u64,
    on_progress: &'a mut dyn FnMut(RebuildProgress),
}

impl Book {
    /// Starts with no record applied yet.
    pub fn rebuild<'a>(
        &'a self,
        lock: RebuildLock,
        blinding: &'a Blinding,
        opener: &'a dyn Opener,
        on_progress: &'a mut dyn FnMut(RebuildProgress),
    ) -> Result<Rebuild<'a>, BookError> {
        Ok(Rebuild {
            book: self,
            blinding,
            source: Source::new(opener, blinding),
            edge: Edge::new(),
            fresh: FreshFile::make(self, lock)?,
            ahead: VecDeque::new(),
            turn: replace::TURN,
            on_progress,
        })
    }
}

impl Rebuild<'_> {
    /// Applies the records before `end`, which the log must have. Where that is within a batch, the
    /// batch counts as ended there, and nothing more can be applied.
    pub fn apply_until(&mut self, end: u64) -> Result<(), BookError> {
        let connection = &self.fresh.connection;
        connection.execute_batch("BEGIN")?;
        let mut transaction = Transaction::new(connection, &mut self.edge, self.blinding)?;
        transaction.apply_again(OpenUnit::default());
        let (book, opener) = (self.book, self.source.opener);
        let (source, on_progress) = (&mut self.source, &mut self.on_progress);
        thread::scope(|scope| {
            let (taker, pieces) = sync_channel(WAITING);
            scope.spawn(move || source.send(book, end, &taker));
            for piece in pieces {
                for ready in piece? {
                    apply(&mut transaction, &ready, |position| {
                        book.read(|reads| source::profile(reads, opener, position))
                    })?;
                }
                transaction.forget_tiles();
                on_progress(RebuildProgress {
                    stage: RebuildStage::Reading,
                    done: transaction.next_position().0,
                    total: end,
                });
            }
            Ok::<_, BookError>(())
        })?;
        transaction.finish_unit()?;
        transaction.suspend()?;
        Ok(())
    }

    /// The digest of what was applied so far.
    ///
    /// # Errors
    /// [`BookError::Keyless`] where somebody's key is missing whom the log does not delete.
    pub fn digest(&self) -> Result<Digest, BookError> {
        self.source.account_for_keys(self.book)?;
        Digest::of(&self.fresh.connection, self.edge.size(), self.edge.root())
    }

    /// Applies the whole log, and tells the digest of that and of the book's own views at the same
    /// position. The log may grow meanwhile.
    pub fn compare(&mut self) -> Result<Comparison, BookError> {
        let book = self.book;
        thread::scope(|scope| {
            let (taker, size) = sync_channel(1);
            let live = scope.spawn(move || {
                book.read(|reads| {
                    // Nobody waits for it where the rebuild has failed.
                    let _ = taker.send(reads.size()?);
                    Ok::<_, BookError>((reads.digest()?, reads.next_user_id()?))
                })
            });
            if let Ok(size) = size.recv() {
                self.apply_until(size)?;
            }
            let (live, next_user_id) = live
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
            counter::raise(&self.fresh.connection, next_user_id)?;
            Ok(Comparison {
                rebuilt: self.digest()?,
                live,
            })
        })
    }

    /// Applies at most so many records in one turn, where the views are replaced.
    pub fn limit_turns(&mut self, records: u64) {
        self.turn = records.max(1);
    }

    /// Whether the stored tree had, where the last record was applied, the root that the records
    /// give.
    fn check_tree(&self) -> Result<(), BookError> {
        let size = self.edge.size();
        let stored = self
            .book
            .read(|reads| tree::restore(reads.connection, size))?;
        match stored.root() == self.edge.root() {
            true => Ok(()),
            false => Err(BookError::TreeDiffers),
        }
    }

    /// Whether the book's log has deleted anybody since: then a key may have gone before it was
    /// used here, and a difference may be no more than that.
    pub fn was_overtaken(&self) -> Result<bool, BookError> {
        self.book
            .read(|reads| source::deletes(reads, self.edge.size()))
    }
}

/// The views as the log makes them, and as the book has them, at one position.
#[derive(Clone, Debug)]
pub struct Comparison {
    pub rebuilt: Digest,
    pub live: Digest,
}

/// Applies a record that stands in the log. `profile` opens that of the record at a position.
fn apply(
    transaction: &mut Transaction<'_>,
    ready: &Ready,
    profile: impl FnOnce(Position) -> Result<Clear, BookError>,
) -> Result<(), BookError> {
    if let Some((id, name)) = &ready.actor {
        transaction.know_actor_again(*id, name)?;
    }
    let deleted = match (&ready.record.body, &ready.clear) {
        // Its key is still there: the identities were entered, and are to be removed.
        (Body::AccountDeleted, Clear::Nothing) => ready.record.account,
        _ => None,
    };
    let Some(deleted) = deleted else {
        return transaction.again(&ready.record, ready.leaf, ready.clear.as_opened());
    };
    let row = transaction.reads().account(deleted)?;
    let clear = match row {
        Some(row) => profile(row.profile_position)?,
        None => Clear::Destroyed,
    };
    transaction.again(&ready.record, ready.leaf, clear.as_opened())
}
