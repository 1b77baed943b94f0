//! One thread decides and records. Commands that wait together share one commit, and so one
//! fsync. Keys come before the records that need them, and go after the records that end them.

mod destroy;

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use chrono::{DateTime, Utc};
use rollbook_book::BookError;
use rollbook_proofs::Hash;
use rollbook_records::KeyId;
use rollbook_sequencer::{EngineError, Outcome, Sequencer, Staged};

use crate::follow::Follower;
use crate::ledger::OWN_NAME;
use crate::search::SearchIndex;
use crate::signing::{Signer, head};
use crate::sources::{Chance, Clock};
use crate::vault::Vault;
use crate::work::{NewKeys, Receipt, Work};
use crate::{Caller, Error};
use destroy::SWEEP_PATIENCE;

/// Commands that may wait before callers are made to wait themselves.
const QUEUE: usize = 1024;

/// Commands that share one commit.
const GROUP: usize = 256;

/// How often a group is decided again because the log moved.
const ATTEMPTS: usize = 16;

/// Attempts that may lose to other nodes before the log is taken for one's own.
const ATTEMPTS_WITHOUT_TURN: usize = 1;

type Decide = Box<dyn FnMut(&mut Work<'_, '_>) -> Result<Receipt, Error> + Send>;

struct Submission {
    caller: Caller,
    operation: String,
    decide: Decide,
    /// Whether it concerns this node alone, so that what others recorded does not matter.
    is_aside: bool,
    answer: SyncSender<Result<Receipt, Error>>,
}

/// What waits for the thread.
enum Turned {
    Command(Submission),
    /// To take over what other nodes have recorded.
    Follow(SyncSender<Result<(), Error>>),
}

/// The queue in front of the thread.
pub(crate) struct Writer {
    queue: Mutex<Option<SyncSender<Turned>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    /// Starts the thread.
    pub(crate) fn start(
        book: rollbook_book::Writer,
        sequencer: Arc<dyn Sequencer>,
        vault: Arc<Vault>,
        search: Arc<SearchIndex>,
        signer: Arc<Signer>,
        clock: Arc<dyn Clock>,
    ) -> Result<Writer, Error> {
        let (queue, waiting) = sync_channel(QUEUE);
        let turn = Turn {
            book,
            sequencer,
            vault,
            search,
            signer,
            clock,
            chance: Chance::new(),
            follower: Follower::new(),
            signed: None,
        };
        let thread = std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || turn.run(&waiting))
            .map_err(Error::NoThread)?;
        Ok(Writer {
            queue: Mutex::new(Some(queue)),
            thread: Mutex::new(Some(thread)),
        })
    }

    /// Hands in a command and waits for its outcome. One that `is_aside` is no command on the ledger.
    pub(crate) fn submit(
        &self,
        caller: Caller,
        operation: &str,
        is_aside: bool,
        decide: impl FnMut(&mut Work<'_, '_>) -> Result<Receipt, Error> + Send + 'static,
    ) -> Result<Receipt, Error> {
        let (answer, outcome) = sync_channel(1);
        self.hand_in(Turned::Command(Submission {
            caller,
            operation: operation.to_owned(),
            decide: Box::new(decide),
            is_aside,
            answer,
        }))?;
        // The thread ended in the middle of it.
        outcome
            .recv()
            .map_err(|_| Error::MaybeRecorded(Arc::new(Error::ShuttingDown)))?
    }

    /// Has the book follow the log that it shares with other nodes, and waits until it has.
    pub(crate) fn follow(&self) -> Result<(), Error> {
        let (answer, outcome) = sync_channel(1);
        self.hand_in(Turned::Follow(answer))?;
        outcome.recv().map_err(|_| Error::ShuttingDown)?
    }

    fn hand_in(&self, turned: Turned) -> Result<(), Error> {
        let queue = self.queue().clone().ok_or(Error::ShuttingDown)?;
        queue.send(turned).map_err(|_| Error::ShuttingDown)
    }

    /// Lets the queue run empty and ends the thread.
    pub(crate) fn close(&self) {
        self.queue().take();
        let thread = self
            .thread
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        // A command may hold the last share of its ledger: then this runs on the thread itself, which
        // ends as soon as it finds its queue gone.
        let is_another =
            |thread: &JoinHandle<()>| thread.thread().id() != std::thread::current().id();
        if let Some(thread) = thread.filter(is_another) {
            // A panic there has been answered to its callers.
            let _ = thread.join();
        }
    }

    fn queue(&self) -> std::sync::MutexGuard<'_, Option<SyncSender<Turned>>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.close();
    }
}

/// What the thread owns.
struct Turn {
    book: rollbook_book::Writer,
    sequencer: Arc<dyn Sequencer>,
    vault: Arc<Vault>,
    search: Arc<SearchIndex>,
    signer: Arc<Signer>,
    clock: Arc<dyn Clock>,
    chance: Chance,
    follower: Follower,
    /// Size and root of the tree that was signed here last: whoever finds it unchanged needs no proof
    /// that it was signed.
    signed: Option<(u64, Hash)>,
}

impl Turn {
    fn run(mut self, waiting: &Receiver<Turned>) {
        // What a crash left over.
        let mut next_sweep = self.destroy_pending(Duration::ZERO);
        loop {
            let mut next = match waiting.recv_timeout(next_sweep) {
                Ok(first) => Some(first),
                Err(RecvTimeoutError::Timeout) => {
                    next_sweep = self.destroy_pending(SWEEP_PATIENCE);
                    continue;
                }
                Err(RecvTimeoutError::Disconnected) => break,
            };
            let mut group = Vec::new();
            while let Some(turned) = next.take() {
                match turned {
                    Turned::Command(submission) => group.push(submission),
                    // Nobody waits any more where this fails.
                    Turned::Follow(answer) => _ = answer.send(self.follow()),
                }
                if group.len() < GROUP {
                    next = waiting.try_recv().ok();
                }
            }
            next_sweep = match group.is_empty() {
                true => self.destroy_pending(Duration::ZERO),
                false => self.answer(group),
            };
        }
        self.destroy_pending(SWEEP_PATIENCE);
    }

    /// Takes over what other nodes have recorded, and forgets whom they deleted.
    fn follow(&mut self) -> Result<(), Error> {
        let has_moved = self.follower.follow(
            &mut self.book,
            &*self.sequencer,
            &self.vault,
            self.signer.shared(),
        )?;
        if has_moved {
            self.destroy_pending(Duration::ZERO);
        }
        Ok(())
    }

    /// Tells how soon what is to be destroyed has to be looked at.
    fn answer(&mut self, mut group: Vec<Submission>) -> Duration {
        let outcomes = self.commit(&mut group);
        // Before anybody is told that a person was deleted, nothing of the person can be read.
        let next_sweep = self.destroy_pending(Duration::ZERO);
        match outcomes {
            Ok(outcomes) => {
                for (submission, outcome) in group.into_iter().zip(outcomes) {
                    // A caller that no longer waits does not want to know.
                    let _ = submission.answer.send(outcome);
                }
            }
            Err(error) => {
                let error = Arc::new(error);
                for submission in group {
                    let _ = submission
                        .answer
                        .send(Err(Error::NotCommitted(Arc::clone(&error))));
                }
            }
        }
        next_sweep
    }

    /// Nobody can be told of a failure: what was recorded stands, and the next commit or the next
    /// start finds the key where it is.
    fn settle_key(&mut self) {
        if !self.signer.is_unsettled() {
            return;
        }
        let settled = self
            .book
            .begin()
            .map_err(Error::from)
            .and_then(|_locked| self.signer.settle());
        if let Err(error) = settled {
            tracing::error!(code = error.code(), %error, "the new signing key has not got its name yet");
        }
    }

    /// Decides a group until the log takes it.
    ///
    /// Keys are kept first: a record whose key was lost could never be read. They are destroyed only
    /// where the append is known to have written nothing, because others wrote first. Its records may
    /// be on disk after any other failure. A key without a record opens nothing, and is swept up later.
    fn commit(&mut self, group: &mut [Submission]) -> Result<Vec<Result<Receipt, Error>>, Error> {
        let sequencer = Arc::clone(&self.sequencer);
        let _alone = match sequencer.is_shared() {
            true => Some(self.book.lock_appends()?),
            false => None,
        };
        for attempt in 0..ATTEMPTS {
            let turn = match attempt > ATTEMPTS_WITHOUT_TURN {
                true => sequencer.take_turn()?,
                false => None,
            };
            if attempt > 0 {
                self.follow()?;
            }
            let mut keys = NewKeys::default();
            let transaction = self.book.begin()?;
            let expected_head = transaction.began_at();
            let mut staged = Staged {
                expected_head,
                transaction,
                turn,
            };
            let adopted = staged.transaction.reads_as_written().signing_key()?;
            let mut at = last_time(&staged)?;
            let mut outcomes = Vec::with_capacity(group.len());
            for submission in group.iter_mut() {
                at = at.max(self.clock.now());
                let outcome = decide(
                    &mut staged,
                    submission,
                    at,
                    &self.vault,
                    &mut self.chance,
                    &mut keys,
                );
                if staged.transaction.is_taken_back() {
                    outcome?;
                    return Err(BookError::TakenBack(None).into());
                }
                outcomes.push(outcome);
            }
            if is_overtaken(&staged, group, &*sequencer)? {
                continue;
            }
            let mut is_signed = false;
            if !staged.transaction.is_empty() {
                if let Some(adopted) = &adopted
                    && self.signed != Some(tree_before(&staged))
                {
                    head::check(&staged.transaction, adopted)?;
                }
                is_signed = sign(
                    &mut staged,
                    at,
                    &self.signer,
                    &self.vault,
                    &mut self.chance,
                    &mut keys,
                )?;
            }
            let keys = keys.into_kept();
            self.vault.keyring.create(&keys)?;
            let unneeded: Vec<KeyId> = keys.iter().map(|(id, _)| *id).collect();
            match sequencer.append(staged) {
                Outcome::Committed => {
                    if is_signed {
                        self.signed = Some(self.book.tree());
                    }
                    self.settle_key();
                    return Ok(outcomes);
                }
                // None of its records is anywhere, so nobody will ever need these.
                Outcome::Conflict => self.vault.keyring.destroy(&unneeded)?,
                Outcome::Unavailable(error) => return Err(error.into()),
                Outcome::Unknown(error) => return Ok(maybe_recorded(outcomes, error)),
            }
        }
        Err(Error::Contended)
    }
}

/// Has the commit signed by the key that the ledger adopted last (R64). A ledger of a version that
/// signed nothing adopts its first one now. Tells whether there is a key.
fn sign(
    staged: &mut Staged<'_>,
    at: DateTime<Utc>,
    signer: &Signer,
    vault: &Vault,
    chance: &mut Chance,
    keys: &mut NewKeys,
) -> Result<bool, Error> {
    let transaction = &mut staged.transaction;
    // The name that a key bears must be in the log for good before the key is made.
    let has_name = transaction.began_at().is_some();
    if has_name && transaction.reads_as_written().signing_key()?.is_none() {
        let caller = Caller::of_the_machine(OWN_NAME);
        transaction.attempt(|transaction| {
            signer.adopt_first(&mut Work::new(
                transaction,
                vault,
                chance,
                keys,
                &caller,
                at,
            ))
        })?;
        keys.settle(true);
    }
    let key = signer.adopted(&transaction.reads_as_written())?;
    let is_signed = key.is_some();
    if let Some(key) = key {
        transaction.sign_with(key);
    }
    Ok(is_signed)
}

/// Whether other nodes have recorded something by which commands that record nothing might have been decided
/// otherwise. Where something is recorded, the log itself says so.
fn is_overtaken(
    staged: &Staged<'_>,
    group: &[Submission],
    sequencer: &dyn Sequencer,
) -> Result<bool, Error> {
    let is_aside = group.iter().all(|submission| submission.is_aside);
    if !sequencer.is_shared() || !staged.transaction.is_empty() || is_aside {
        return Ok(false);
    }
    Ok(sequencer.head()? != staged.expected_head)
}

/// Size and root of the tree that the staged records are to join.
fn tree_before(staged: &Staged<'_>) -> (u64, Hash) {
    let size = staged.expected_head.map_or(0, |head| head.0 + 1);
    (size, staged.transaction.root())
}

/// Whoever was refused knows so for sure; the others have to look.
fn maybe_recorded(
    outcomes: Vec<Result<Receipt, Error>>,
    error: EngineError,
) -> Vec<Result<Receipt, Error>> {
    let error = Arc::new(Error::from(error));
    let uncertain = |_| Err(Error::MaybeRecorded(Arc::clone(&error)));
    outcomes
        .into_iter()
        .map(|outcome| outcome.and_then(uncertain))
        .collect()
}

fn last_time(staged: &Staged<'_>) -> Result<DateTime<Utc>, BookError> {
    Ok(staged
        .transaction
        .reads()
        .last_time()?
        .unwrap_or(DateTime::<Utc>::MIN_UTC))
}

/// One command in a savepoint of its own: if it fails, the others are not touched.
fn decide(
    staged: &mut Staged<'_>,
    submission: &mut Submission,
    at: DateTime<Utc>,
    vault: &Vault,
    chance: &mut Chance,
    keys: &mut NewKeys,
) -> Result<Receipt, Error> {
    let outcome = staged.transaction.attempt(|transaction| {
        let mut work = Work::new(transaction, vault, chance, keys, &submission.caller, at);
        work.once(&submission.operation, &mut submission.decide)
    });
    keys.settle(outcome.is_ok());
    outcome
}

#[cfg(test)]
mod tests;
