//! `rebuild`: all views, made anew of the log alone (R55).

mod keys_at_hand;
mod sweeping;

use std::thread;
use std::time::Duration;

use rollbook_book::{Book, BookError, Comparison, Rebuild, RebuildProgress};
use rollbook_records::Blinding;

use crate::moment::Moment;
use crate::vault::Vault;
use crate::{DomainAdmin, Error, answers, cursor};
pub(crate) use keys_at_hand::KeysAtHand;

/// How often views are compared again because somebody was deleted meanwhile.
const ATTEMPTS: usize = 5;

/// How often a start looks whether another process has rebuilt the views.
const GLANCE: Duration = Duration::from_millis(200);

impl DomainAdmin<'_> {
    /// Makes all views anew in a file of their own and compares them with the live ones, which are
    /// replaced where they differ. Everybody may go on reading and writing meanwhile.
    ///
    /// # Errors
    /// [`Error::Rebuilding`] where another process does the same; a fault where the log cannot be
    /// read, is not that of the stored Merkle tree, or keys are missing ([`Error::Keyless`]). Nothing
    /// is replaced then.
    pub fn rebuild(
        &self,
        on_progress: &mut dyn FnMut(RebuildProgress),
    ) -> Result<answers::Rebuilt, Error> {
        self.ledger.book.sweep_rebuild(on_progress, &|| true)?;
        self.begin(on_progress, |mut rebuild| {
            let Comparison { rebuilt, live } = rebuild.compare()?;
            if !rebuilt.has_tree_of(&live) {
                return Err(BookError::TreeDiffers.into());
            }
            let replaced = rebuilt.differences(&live);
            if !replaced.is_empty() {
                rebuild.replace()?;
            }
            Ok(answers::Rebuilt {
                position: rebuilt.size().checked_sub(1),
                digest: cursor::encode(&rebuilt.total()),
                replaced: replaced.into_iter().map(str::to_owned).collect(),
            })
        })
    }

    /// The digest of the views as they were at a moment, within a batch too. Nothing is replaced.
    ///
    /// # Errors
    /// As [`DomainAdmin::rebuild`], and [`Error::InTheFuture`].
    pub fn rebuild_until(
        &self,
        moment: &Moment,
        on_progress: &mut dyn FnMut(RebuildProgress),
    ) -> Result<answers::Rebuilt, Error> {
        let now = self.ledger.now();
        let last = self.ledger.read(|reads| moment.resolve(reads, now))?;
        self.begin(on_progress, |mut rebuild| {
            rebuild.apply_until(last.map_or(0, |last| last.0 + 1))?;
            Ok(answers::Rebuilt {
                position: last.map(|last| last.0),
                digest: cursor::encode(&rebuild.digest()?.total()),
                replaced: Vec::new(),
            })
        })
    }

    /// Compares the live views with those that the log makes, at one position. Nothing is replaced.
    ///
    /// # Errors
    /// As [`DomainAdmin::rebuild_until`], and [`Error::Invalid`] for a moment of the past: there are
    /// no live views of it.
    pub fn check_views(
        &self,
        until: Option<&Moment>,
        on_progress: &mut dyn FnMut(RebuildProgress),
    ) -> Result<answers::CheckedViews, Error> {
        if let Some(moment) = until {
            self.refuse_past(moment)?;
        }
        for _ in 1..ATTEMPTS {
            let (comparison, was_overtaken) = self.begin(on_progress, |mut rebuild| {
                let comparison = rebuild.compare()?;
                Ok((comparison, rebuild.was_overtaken()?))
            })?;
            if comparison.rebuilt == comparison.live || !was_overtaken {
                return Ok(checked(&comparison));
            }
        }
        self.begin(on_progress, |mut rebuild| Ok(checked(&rebuild.compare()?)))
    }

    fn refuse_past(&self, moment: &Moment) -> Result<(), Error> {
        let now = self.ledger.now();
        let (last, head) = self
            .ledger
            .read(|reads| Ok((moment.resolve(reads, now)?, reads.head()?)))?;
        match last == head {
            true => Ok(()),
            false => Err(Error::invalid(
                "moment",
                "the live views can only be compared at the log's end: leave it out",
            )),
        }
    }

    fn begin<T>(
        &self,
        on_progress: &mut dyn FnMut(RebuildProgress),
        work: impl FnOnce(Rebuild<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        begin(&self.ledger.book, &self.ledger.vault, on_progress, work)
    }
}

fn checked(Comparison { rebuilt, live }: &Comparison) -> answers::CheckedViews {
    let differences = rebuilt.differences(live);
    answers::CheckedViews {
        position: rebuilt.size().checked_sub(1),
        digest: cursor::encode(&rebuilt.total()),
        live_digest: cursor::encode(&live.total()),
        equal: rebuilt == live,
        differences: differences.into_iter().map(str::to_owned).collect(),
    }
}

fn begin<T>(
    book: &Book,
    vault: &Vault,
    on_progress: &mut dyn FnMut(RebuildProgress),
    work: impl FnOnce(Rebuild<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    let lock = book.lock_rebuild()?;
    let keys = KeysAtHand::gather(vault)?;
    let blinding: &Blinding = &vault.blinding;
    work(book.rebuild(lock, blinding, &keys, on_progress)?)
}

/// Before anybody reads the views: makes them anew where an older version of the program made them.
/// What a rebuild left that was cut off is only told of, as far as it takes long to remove.
pub(crate) fn prepare_views(book: &Book, vault: &Vault) -> Result<(), Error> {
    match book.sweep_rebuild_file() {
        Ok(false) => {}
        Ok(true) => tracing::warn!(
            "a rebuild was cut off: `rollbook doctor` removes what it left in book.db, and so does a running server"
        ),
        Err(error) => {
            tracing::warn!(%error, "what is left of a rebuild could not be removed; the next start tries again");
        }
    }
    let mut is_told = false;
    while book.read(|reads| reads.has_old_views())? {
        if !is_told {
            tracing::warn!(
                "an older version made the views: they are rebuilt from the log, which takes a while"
            );
            is_told = true;
        }
        match begin(book, vault, &mut |_| {}, make_anew(book)) {
            Err(Error::Rebuilding) => thread::sleep(GLANCE),
            outcome => outcome?,
        }
    }
    Ok(())
}

fn make_anew(book: &Book) -> impl FnOnce(Rebuild<'_>) -> Result<(), Error> {
    move |mut rebuild| {
        rebuild.apply_until(book.read(|reads| reads.size())?)?;
        Ok(rebuild.replace()?)
    }
}

#[cfg(test)]
mod tests;
