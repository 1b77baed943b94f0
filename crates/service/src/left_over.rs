//! What a crash or time leaves behind: keys without owner, expired plans, files of uploads that
//! never ended (R43, R61).

use std::sync::{Arc, Mutex, PoisonError};

use rollbook_records::KeyId;
use uuid::Uuid;

use crate::imports::key_id;
use crate::work::Receipt;
use crate::{Caller, Error, Ledger};

impl Ledger {
    /// Destroys keys that belong to nothing, out of those that seem to, and tells which they were.
    ///
    /// A key is kept before the record that needs it is committed, so a suspect may belong to
    /// somebody's command that is under way. In a turn of the writer there is none, in no process:
    /// whatever such a command left is in the book by then or was taken back. Where its commit
    /// failed half-way, a recovery might still bring the record back, so the keys go only after
    /// this turn's own commit has taken that one's place in the write-ahead log.
    ///
    /// Where nodes share the keyring, a suspect must be nothing that another node has under way, and the
    /// turn is taken at the end of the log, which has the record of whatever was kept long before.
    pub(crate) fn destroy_left_over_keys(&self, suspects: Vec<KeyId>) -> Result<Vec<KeyId>, Error> {
        if suspects.is_empty() {
            return Ok(Vec::new());
        }
        let confirmed = Arc::new(Mutex::new(Vec::new()));
        let book = Arc::clone(&self.book);
        let found = Arc::clone(&confirmed);
        self.write(&sweeper(), "sweep keys", move |work| {
            // Read as committed: what others of the same turn decided may still be taken back.
            let mut without_owner = Vec::new();
            book.read(|reads| {
                for id in &suspects {
                    if *id != KeyId::LEDGER && !reads.owns_key(*id)? {
                        without_owner.push(*id);
                    }
                }
                Ok::<_, Error>(())
            })?;
            work.transaction.write_something()?;
            *found.lock().unwrap_or_else(PoisonError::into_inner) = without_owner;
            Ok(Receipt::default())
        })?;
        let confirmed =
            std::mem::take(&mut *confirmed.lock().unwrap_or_else(PoisonError::into_inner));
        self.vault.keyring.destroy(&confirmed)?;
        Ok(confirmed)
    }

    /// Has the writer destroy the keys of whoever was deleted, where any are left, and tells how
    /// many it could not; and of how many that are gone the write-ahead log may still hold something.
    pub(crate) fn finish_destructions(&self) -> Result<(usize, usize), Error> {
        let left = || {
            self.read(|reads| {
                let pending = reads.pending_destructions()?.len();
                Ok((pending, reads.destroyed_with_traces()?.len()))
            })
        };
        if left()? == (0, 0) {
            return Ok((0, 0));
        }
        self.write_aside(
            &sweeper(),
            "finish destructions",
            |_| Ok(Receipt::default()),
        )?;
        left()
    }

    /// After somebody was deleted: what this process remembers, and what a rebuild left that was cut
    /// off, which still finds the person by keyed hashes (R42). Where another process is rebuilding
    /// the views just now, that one takes the person out of its tables as it follows the log.
    pub(crate) fn forget_deleted(&self) {
        self.rolls.forget();
        if let Err(error) = self.book.sweep_rebuild(&mut |_| {}, &|| true) {
            tracing::warn!(
                %error,
                "what is left of a rebuild could not be removed; `rollbook doctor` does it"
            );
        }
    }

    /// Destroys plans that expired, and what is left of uploads that never became one. Takes a
    /// glance at the plans there are, however long the log is: the start can wait for it.
    ///
    /// Whatever else a crash leaves in the keyring opens nothing, because the records that it
    /// would open were never written. [`Ledger::doctor`] removes it, with a pass over all
    /// accounts.
    ///
    /// Nobody asked for it, so a failure is for the log only, and the next sweep tries again.
    pub(crate) fn sweep_plans(&self) {
        let swept = self
            .forget_expired_plans()
            .and_then(|()| self.forget_unkept_plans())
            .and_then(|()| self.finish_leaving_out())
            .and_then(|()| self.remove_void_plans());
        if let Err(error) = swept {
            tracing::warn!(
                code = error.code(),
                %error,
                "what is left of old plans could not be removed; the next start or upload tries again"
            );
        }
    }

    /// The key goes first, then the files, then the plan: what stops in between is done again.
    /// Meanwhile nobody can open it, because it has expired.
    fn forget_expired_plans(&self) -> Result<(), Error> {
        let now = self.now();
        let expired = self.read(|reads| Ok(reads.expired_plans(now)?))?;
        if expired.is_empty() {
            return Ok(());
        }
        let keys: Vec<KeyId> = expired.iter().map(|id| KeyId(*id)).collect();
        self.vault.keyring.destroy(&keys)?;
        for id in &expired {
            self.plan_files().remove(Uuid::from_bytes(*id))?;
        }
        self.write_aside(&sweeper(), "forget plans", move |work| {
            for id in &expired {
                work.transaction.forget_plan(id)?;
            }
            Ok(Receipt::default())
        })?;
        Ok(())
    }

    /// A crash between a plan's key and the plan leaves files that could still be opened.
    fn forget_unkept_plans(&self) -> Result<(), Error> {
        let files = self.plan_files();
        let mut suspects = Vec::new();
        for plan in files.plans()? {
            let id = key_id(plan);
            let is_kept = self.read(|reads| Ok(reads.plan(plan.as_bytes())?.is_some()))?;
            if !is_kept && self.vault.keyring.key(id)?.is_some() {
                suspects.push(id);
            }
        }
        for id in self.destroy_left_over_keys(suspects)? {
            files.remove(Uuid::from_bytes(id.0))?;
        }
        self.sweep_plan_files().map(|_| ())
    }

    /// Removes old files of plans that are not there, and tells how many.
    pub(crate) fn sweep_plan_files(&self) -> Result<u64, Error> {
        let known = self.read(|reads| Ok(reads.plan_ids()?))?;
        self.plan_files()
            .sweep(&known.into_iter().collect(), self.now())
    }
}

fn sweeper() -> Caller {
    Caller::of_the_machine("rollbook")
}
