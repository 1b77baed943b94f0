//! A node's book follows the log that other nodes share with it.

mod aside;
mod blame;
mod trust;

use rollbook_book::{BookError, Transaction, Writer};
use rollbook_domain::Position;
use rollbook_records::{DecodeError, Record, SharedKeyring};
use rollbook_sequencer::{Entry, Sequencer, decode_receipts};

use crate::Error;
use crate::rebuild::KeysAtHand;
use crate::signing::adopted_key;
use crate::vault::Vault;

/// Records that are taken over at once.
const PIECE: usize = 4096;

/// Why a node does not go on following: nothing is taken over then, and nothing is recorded.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    /// An engine that gave its place to another before that one had everything.
    #[error(
        "the shared log ends at position {log}, and this node has records up to {node}, so the log has lost what was recorded: put back the engine's newest copy, or a node's book by `rollbook log copy`",
        log = .log.map_or_else(|| "none".to_owned(), |log| log.to_string())
    )]
    LogIsBehind {
        log: Option<Position>,
        node: Position,
    },
    #[error(
        "the record at position {0} of the shared log is not the one that this node has: it is the log of another ledger, or was changed; `rollbook verify` checks the node's own copy"
    )]
    OtherRecord(Position),
    #[error(
        "the shared log has no checkpoint up to position {0} that the ledger's key has signed for these very records, so the records were changed or come from another ledger"
    )]
    NotAsSigned(Position),
    #[error(
        "the record at position {0} was written by a newer rollbook: use the newer program on this node too"
    )]
    Newer(Position),
    #[error("the shared log has no record at position {0}, and has later ones")]
    Gap(Position),
    /// The views lack what those keys open, also when they are back.
    #[error(
        "{0} accounts, classes, admins or actors have no key in the keyring that the nodes share, and the log does not say why: put back the newest copy of the keyring's database, then start this node with an empty data directory, but for master.key"
    )]
    Keyless(usize),
}

impl FollowError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            FollowError::LogIsBehind { .. } => "shared-log-behind",
            FollowError::OtherRecord(_) => "shared-log-other",
            FollowError::NotAsSigned(_) => "shared-log-not-as-signed",
            FollowError::Newer(_) => "shared-log-newer",
            FollowError::Gap(_) => "shared-log-gap",
            FollowError::Keyless(_) => "key-missing",
        }
    }
}

/// What keeps a book where the shared log is.
pub(crate) struct Follower {
    /// Whether the book's last record was seen to be the shared log's.
    is_same: bool,
    /// Whether the log has adopted a signing key for which the one before does not vouch, since the last
    /// checkpoint.
    is_unendorsed: bool,
}

impl Follower {
    pub(crate) fn new() -> Follower {
        Follower {
            is_same: false,
            is_unendorsed: false,
        }
    }

    /// Takes over whatever the shared log has beyond the book; true if that was anything.
    ///
    /// # Errors
    /// [`FollowError`].
    pub(crate) fn follow(
        &mut self,
        book: &mut Writer,
        sequencer: &dyn Sequencer,
        vault: &Vault,
        signing_keys: Option<&dyn SharedKeyring>,
    ) -> Result<bool, Error> {
        if !sequencer.is_shared() {
            return Ok(false);
        }
        let mut has_moved = false;
        loop {
            let transaction = book.begin()?;
            self.see_that_it_is_the_same(&transaction, sequencer)?;
            match self.take_over(transaction, sequencer, vault, signing_keys) {
                Ok(true) => has_moved = true,
                Ok(false) => return Ok(has_moved),
                Err(error) => return Err(blame::blame(error, book, sequencer)?),
            }
        }
    }

    fn see_that_it_is_the_same(
        &mut self,
        transaction: &Transaction<'_>,
        sequencer: &dyn Sequencer,
    ) -> Result<(), Error> {
        let Some(node) = transaction.began_at().filter(|_| !self.is_same) else {
            return Ok(());
        };
        let own = transaction.reads_as_written().log(node, 1)?;
        match (sequencer.read(node, 1)?.pop(), own.first()) {
            (None, _) => Err(behind(sequencer, node)?.into()),
            (Some(entry), Some((_, bytes))) if entry.position == node && entry.record == *bytes => {
                self.is_same = true;
                Ok(())
            }
            _ => Err(FollowError::OtherRecord(node).into()),
        }
    }

    /// Takes over one stretch that can be committed; false if there is none.
    fn take_over(
        &mut self,
        mut transaction: Transaction<'_>,
        sequencer: &dyn Sequencer,
        vault: &Vault,
        signing_keys: Option<&dyn SharedKeyring>,
    ) -> Result<bool, Error> {
        self.is_unendorsed = false;
        loop {
            let mut entries = sequencer.read(transaction.next_position(), PIECE)?;
            if entries.is_empty() {
                return self.finish(transaction, sequencer);
            }
            let signed = entries.iter().rposition(|entry| entry.checkpoint.is_some());
            // What is behind the last checkpoint is read again: a new node need not hold the whole log in
            // one transaction until a piece happens to end with an append.
            if let Some(last) = signed {
                entries.truncate(last + 1);
            }
            self.apply(&mut transaction, &entries, vault, signing_keys)?;
            if signed.is_some() {
                transaction.commit()?;
                return Ok(true);
            }
        }
    }

    /// At the log's end, which only a log that was never signed has without a checkpoint.
    fn finish(
        &mut self,
        transaction: Transaction<'_>,
        sequencer: &dyn Sequencer,
    ) -> Result<bool, Error> {
        let next = transaction.next_position();
        if transaction.began_at().map_or(0, |head| head.0 + 1) == next.0 {
            if let Some(node) = transaction.began_at()
                && sequencer.head()? < Some(node)
            {
                return Err(behind(sequencer, node)?.into());
            }
            return match transaction.reads_as_written().keyless()? {
                0 => Ok(false),
                many => Err(FollowError::Keyless(many).into()),
            };
        }
        if adopted_key(&transaction.reads_as_written())?.is_some() {
            let last = Position(next.0.saturating_sub(1));
            return Err(FollowError::NotAsSigned(last).into());
        }
        transaction.commit()?;
        Ok(true)
    }

    fn apply(
        &mut self,
        transaction: &mut Transaction<'_>,
        entries: &[Entry],
        vault: &Vault,
        signing_keys: Option<&dyn SharedKeyring>,
    ) -> Result<(), Error> {
        let mut records = Vec::with_capacity(entries.len());
        for entry in entries {
            records.push(decode(entry)?);
        }
        let keys = KeysAtHand::of_records(vault, records.iter())?;
        for (entry, record) in entries.iter().zip(&records) {
            let next = transaction.next_position();
            if entry.position != next {
                return Err(FollowError::Gap(next).into());
            }
            self.is_unendorsed |= !trust::is_vouched_for(transaction, record)?;
            transaction.follow(&entry.record, record, &keys)?;
            aside::keep_up(transaction, record)?;
            if let Some(note) = &entry.checkpoint {
                let is_believed = trust::is_as_signed(transaction, note)?
                    && (!self.is_unendorsed || trust::is_ours(transaction, signing_keys)?);
                if !is_believed {
                    return Err(FollowError::NotAsSigned(entry.position).into());
                }
                self.is_unendorsed = false;
            }
            if let Some(receipts) = &entry.receipts {
                keep_receipts(transaction, receipts)?;
            }
        }
        Ok(())
    }
}

/// Idempotency keys that were used on another node.
fn keep_receipts(transaction: &Transaction<'_>, receipts: &[u8]) -> Result<(), Error> {
    let receipts = decode_receipts(receipts).map_err(DecodeError::from)?;
    for receipt in &receipts {
        transaction.keep_receipt_again(receipt)?;
    }
    Ok(())
}

fn decode(entry: &Entry) -> Result<Record, Error> {
    Record::decode(&entry.record).map_err(|error| match error {
        DecodeError::Unknown { .. } => FollowError::Newer(entry.position).into(),
        error => BookError::from(error).into(),
    })
}

fn behind(sequencer: &dyn Sequencer, node: Position) -> Result<FollowError, Error> {
    let log = sequencer.head()?;
    Ok(FollowError::LogIsBehind { log, node })
}
