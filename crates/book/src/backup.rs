//! A copy of the book and of its keys as of one moment, while others go on writing.

use std::path::Path;

use rollbook_proofs::Hash;
use rollbook_records::{KeyId, Keyring};
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use crate::destructions::empty_write_ahead_log;
use crate::{Book, BookError, KeyFile, Reads, book, private};

/// Pages (4 KiB) that are copied before progress is told.
const STEP: i32 = 4_096;

/// Work in progress, which a copy has no use for: its secrets and files are not in the copy.
const IN_PROGRESS: &str = "DELETE FROM sessions; DELETE FROM plans; DELETE FROM receipts; \
     DELETE FROM pending_destructions;";

/// What a copy holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BackedUp {
    /// Records of the log.
    pub size: u64,
    /// The root of its tree.
    pub root: Hash,
}

impl Book {
    /// Copies the book into one directory and the keys of that moment into another; both must be
    /// there. `at_moment` is called while nobody else writes, for what else belongs to that moment, as
    /// the keys do where the book is a node's;
    /// `on_progress` is told pages that were copied, of how many.
    ///
    /// # Errors
    /// [`BookError::Directory`] where a file of that name is there already.
    pub fn back_up<E: From<BookError>>(
        &self,
        to: &Path,
        keys: &Path,
        at_moment: impl FnOnce(&Reads<'_>) -> Result<(), E>,
        on_progress: &mut dyn FnMut(u64, u64),
    ) -> Result<BackedUp, E> {
        new_file(&to.join(Book::FILE))?;
        new_file(&keys.join(KeyFile::FILE))?;
        let source = book::connect(&self.path)?;
        let moment = source.unchecked_transaction().map_err(BookError::from)?;
        self.copy_keys(&moment, keys, at_moment)?;
        let mut copy = book::connect_to(&to.join(Book::FILE))?;
        copy_pages(&source, &mut copy, on_progress)?;
        drop(moment);
        let copied = forget_work_in_progress(&copy, keys)?;
        copy.close().map_err(|(_, error)| BookError::from(error))?;
        sync(to)?;
        sync(keys)?;
        Ok(copied)
    }

    /// Keys come before the records that need them and go after those that end them, so nobody
    /// writes while they are copied and the moment of the book begins. It takes less than a second
    /// for a million keys; the book itself is copied without keeping anybody waiting.
    fn copy_keys<E: From<BookError>>(
        &self,
        moment: &Connection,
        keys: &Path,
        at_moment: impl FnOnce(&Reads<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let others = book::connect(&self.path)?;
        others
            .execute_batch("BEGIN IMMEDIATE")
            .map_err(BookError::from)?;
        // A moment begins with its first question. A node has no keys of its own.
        let reads = Reads::new(moment);
        if reads.shared_log()?.is_none() {
            let source = book::connect_to(&self.path.with_file_name(KeyFile::FILE))?;
            let mut copy = book::connect_to(&keys.join(KeyFile::FILE))?;
            copy_pages(&source, &mut copy, &mut |_, _| {})?;
            copy.close().map_err(|(_, error)| BookError::from(error))?;
        }
        at_moment(&reads)?;
        Ok(others.execute_batch("ROLLBACK").map_err(BookError::from)?)
    }
}

fn copy_pages(
    source: &Connection,
    copy: &mut Connection,
    on_progress: &mut dyn FnMut(u64, u64),
) -> Result<(), BookError> {
    let backup = Backup::new(source, copy)?;
    loop {
        let step = backup.step(STEP)?;
        let progress = backup.progress();
        let total = u64::try_from(progress.pagecount).unwrap_or_default();
        let left = u64::try_from(progress.remaining).unwrap_or_default();
        on_progress(total.saturating_sub(left), total);
        if step == StepResult::Done {
            return Ok(());
        }
    }
}

/// Plans go with their keys, and so do keys that were to be destroyed just then: a backup never has
/// the key of somebody whom its log knows as deleted (R42).
fn forget_work_in_progress(copy: &Connection, keys: &Path) -> Result<BackedUp, BookError> {
    let reads = Reads::new(copy);
    let mut useless: Vec<KeyId> = reads.plan_ids()?.into_iter().map(KeyId).collect();
    useless.extend(reads.pending_destructions()?);
    KeyFile::open(keys)?.destroy(&useless)?;
    copy.execute_batch(IN_PROGRESS)?;
    empty_write_ahead_log(copy)?;
    Ok(BackedUp {
        size: reads.size()?,
        root: reads.root()?,
    })
}

fn new_file(path: &Path) -> Result<(), BookError> {
    private::new_file(path)
        .map(|_| ())
        .map_err(|error| BookError::Directory(path.to_owned(), error))
}

fn sync(directory: &Path) -> Result<(), BookError> {
    private::sync_directory(directory)
        .map_err(|error| BookError::Directory(directory.to_owned(), error))
}
