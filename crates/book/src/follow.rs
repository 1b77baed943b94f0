//! What another node of the same ledger appended, taken over into this book: the same bytes, applied
//! by the same code.

use rollbook_proofs::Hash;
use rollbook_records::{Body, Header, KeyId, Record};

use crate::rebuild::{Clear, Opener, ended, owner, profile};
use crate::{BookError, Transaction, checkpoints};

/// Whose keys open a record and name its actor.
pub fn keys_of(record: &Record) -> impl Iterator<Item = KeyId> {
    let actor = match &record.header {
        Header::Own(unit) => Some(unit.actor),
        Header::Behind(_) => None,
    };
    owner(record).into_iter().chain(actor)
}

impl Transaction<'_> {
    /// Appends the next record of the log as it was written elsewhere, and applies it to the views. A key
    /// that is gone is noted until the record comes that says why ([`Reads::keyless`](crate::Reads::keyless)).
    ///
    /// # Errors
    /// [`BookError::Open`] where it is sealed under another key than the opener's.
    pub fn follow(
        &mut self,
        bytes: &[u8],
        record: &Record,
        opener: &dyn Opener,
    ) -> Result<(), BookError> {
        let clear = opener.open(record)?;
        if matches!(clear, Clear::Destroyed)
            && let Some(owner) = owner(record)
        {
            self.miss_key(owner)?;
        }
        if matches!(record.header, Header::Own(_)) {
            self.finish_unit()?;
            self.meet_actor(record, opener)?;
        }
        let clear = self.clear_of_deleted(record, clear, opener)?;
        self.take_over(bytes, record, clear.as_opened())?;
        for ended in ended(record) {
            self.account_for_key(ended)?;
        }
        Ok(())
    }

    /// Whoever gives a command for the first time is entered as an actor.
    fn meet_actor(&self, record: &Record, opener: &dyn Opener) -> Result<(), BookError> {
        let Header::Own(unit) = &record.header else {
            return Ok(());
        };
        if self.reads_as_written().knows_actor(unit.actor)? {
            return Ok(());
        }
        match opener.actor(unit)? {
            Some(name) => self.know_actor_again(unit.actor, &self.blinding.actor(&name)),
            None => self.miss_key(unit.actor),
        }
    }

    /// The last profile of an account that a record deletes, if its key is still there: by it the
    /// identities are found that must go.
    fn clear_of_deleted(
        &self,
        record: &Record,
        clear: Clear,
        opener: &dyn Opener,
    ) -> Result<Clear, BookError> {
        let (Body::AccountDeleted, Clear::Nothing, Some(account)) =
            (&record.body, &clear, record.account)
        else {
            return Ok(clear);
        };
        let reads = self.reads();
        match reads.account(account)? {
            Some(row) => profile(&reads, opener, row.profile_position),
            None => Ok(Clear::Destroyed),
        }
    }

    /// The size and the root of the tree that the records give so far.
    pub fn grown_tree(&mut self) -> (u64, Hash) {
        self.grow_edge()
    }

    /// Keeps a checkpoint that was made elsewhere. That it is one of this very tree is the caller's to
    /// see.
    pub fn keep_checkpoint(&self, size: u64, note: &str) -> Result<(), BookError> {
        checkpoints::keep(self.connection, size, note)
    }
}
