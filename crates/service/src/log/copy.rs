//! `log copy`: a ledger moves from one machine into a shared log, out of it again, or from one shared log
//! into another.

mod entries;
mod error;
mod keys;

use std::sync::Arc;

use rollbook_book::{Book, KeyFile};
use rollbook_proofs::{Hash, format_hash};
use rollbook_records::{Keyring, SharedKeyring};
use rollbook_sequencer::{Local, Sequencer, Shared};

use crate::follow::Follower;
use crate::vault::Vault;
use crate::{Error, Ledger, Settings, SharedLedger, answers, cursor, signing};
pub use error::CopyError;

/// Where a ledger is.
pub enum CopyPlace {
    /// On one machine: the settings of its directory.
    OneMachine(Settings),
    /// The book of a node, with the keyring that it shares: to copy from, where the log is lost.
    Node(Settings, Arc<dyn SharedKeyring>),
    Shared(SharedLedger),
}

/// Copies whatever the one ledger has beyond the other, which is new or a copy of it: keys, records, and
/// the keys that were made meanwhile. Stopped at any moment, it goes on where it was. At the end the tree
/// and the views of the copy are compared with those of the original. `on_progress` is told records that
/// are there, of how many.
///
/// # Errors
/// [`CopyError`]; where the copy is of another ledger, or has gone on by itself, nothing is changed;
/// [`Error::Invalid`] for two ledgers of one machine each, which `backup` and `restore` are for.
pub fn copy_log(
    from: &CopyPlace,
    to: &CopyPlace,
    on_progress: &mut dyn FnMut(u64, u64),
) -> Result<answers::LogCopied, Error> {
    match (from, to) {
        (CopyPlace::OneMachine(from), CopyPlace::Shared(to)) => out(from, to, on_progress),
        (CopyPlace::Shared(from), CopyPlace::OneMachine(to)) => home(from, to, on_progress),
        (CopyPlace::Shared(from), CopyPlace::Shared(to)) => {
            let log = Shared::new(Arc::clone(&from.log));
            let original = || Made::in_a_new_node(from);
            across(&log, &*from.keys, &original, to, on_progress)
        }
        (CopyPlace::Node(from, keys), CopyPlace::Shared(to)) => {
            let book = Arc::new(Book::open(&from.directory)?);
            let log = Local::new(Arc::clone(&book));
            across(&log, &**keys, &|| Made::of(&book), to, on_progress)
        }
        (CopyPlace::OneMachine(_) | CopyPlace::Node(..), CopyPlace::OneMachine(_)) => {
            Err(Error::invalid(
                "to",
                "both are directories: `rollbook backup` and `rollbook restore` copy one into another",
            ))
        }
        (_, CopyPlace::Node(..)) => Err(Error::invalid(
            "to",
            "a node makes its book itself: name the log that it shares",
        )),
    }
}

fn out(
    from: &Settings,
    to: &SharedLedger,
    on_progress: &mut dyn FnMut(u64, u64),
) -> Result<answers::LogCopied, Error> {
    let source = Ledger::open(from.clone())?;
    let log = Local::new(Arc::clone(&source.book));
    entries::see_that_it_is_a_copy(&log, &Shared::new(Arc::clone(&to.log)))?;
    keys::copy(&*source.vault.keyring, &*to.keys)?;
    if let Some(key) = source.read(|reads| source.signer.adopted(reads))? {
        let public_key = key.verifying_key().public_key();
        to.keys.keep_signing_key(&public_key, &key.seed())?;
        to.keys.forget_signing_keys_but(&public_key)?;
    }
    let copied = entries::copy(&log, &*to.log, on_progress)?;
    keys::copy(&*source.vault.keyring, &*to.keys)?;
    compared(copied, &Made::of(&source.book)?, Made::in_a_new_node(to)?)
}

fn across(
    log: &dyn Sequencer,
    keyring: &dyn SharedKeyring,
    original: &dyn Fn() -> Result<Made, Error>,
    to: &SharedLedger,
    on_progress: &mut dyn FnMut(u64, u64),
) -> Result<answers::LogCopied, Error> {
    entries::see_that_it_is_a_copy(log, &Shared::new(Arc::clone(&to.log)))?;
    keys::copy(keyring, &*to.keys)?;
    let original = original()?;
    if let Some(public_key) = original.signing_key {
        let seed = keyring.signing_key(&public_key)?.ok_or(Error::KeyMissing)?;
        to.keys.keep_signing_key(&public_key, &seed)?;
    }
    let copied = entries::copy(log, &*to.log, on_progress)?;
    keys::copy(keyring, &*to.keys)?;
    compared(copied, &original, Made::in_a_new_node(to)?)
}

fn home(
    from: &SharedLedger,
    to: &Settings,
    on_progress: &mut dyn FnMut(u64, u64),
) -> Result<answers::LogCopied, Error> {
    let book = Arc::new(Book::create(&to.directory)?);
    if let Some(place) = book.read(|reads| reads.shared_log())? {
        return Err(Error::OfANode(place));
    }
    let log = Shared::new(Arc::clone(&from.log));
    entries::see_that_it_is_a_copy(&log, &Local::new(Arc::clone(&book)))?;
    let before = book.read(|reads| reads.size())?;
    let keyring = KeyFile::open(&to.directory)?;
    keys::copy(&*from.keys, &keyring)?;
    // The original's: records come whose keys were made after they were copied.
    let vault = Vault::open(Arc::clone(&from.keys) as Arc<dyn Keyring>, false)?;
    on_progress(before, entries::size(&log)?);
    let mut writer = book.writer(vault.blinding.clone())?;
    Follower::new().follow(&mut writer, &log, &vault, Some(&*from.keys))?;
    keys::copy(&*from.keys, &keyring)?;
    keyring.destroy(&writer.pending_destructions()?)?;
    let made = Made::of(&book)?;
    if let Some(public_key) = made.signing_key {
        let seed = from
            .keys
            .signing_key(&public_key)?
            .ok_or(Error::KeyMissing)?;
        let name = book.read(signing::origin)?;
        signing::put_down(&name, &seed, to)?;
    }
    on_progress(made.size, made.size);
    Ok(made.answer(made.size.saturating_sub(before)))
}

/// What a book makes of a log.
struct Made {
    size: u64,
    root: Hash,
    digest: Hash,
    signing_key: Option<[u8; 32]>,
}

impl Made {
    fn of(book: &Book) -> Result<Made, Error> {
        book.read(|reads| {
            let signing_key = reads.signing_key()?;
            Ok(Made {
                size: reads.size()?,
                root: reads.root()?,
                digest: reads.digest()?.total(),
                signing_key: signing_key.map(|adopted| adopted.public_key),
            })
        })
    }

    /// The same by a node that begins with nothing, and believes only what is signed.
    fn in_a_new_node(shared: &SharedLedger) -> Result<Made, Error> {
        let directory = tempfile::tempdir().map_err(Error::File)?;
        let node = Ledger::open(Settings {
            shared: Some(shared.clone()),
            ..Settings::new(directory.path())
        })?;
        let made = Made::of(&node.book);
        node.close();
        made
    }

    fn answer(&self, copied: u64) -> answers::LogCopied {
        answers::LogCopied {
            copied,
            size: self.size,
            root: format_hash(&self.root),
            digest: cursor::encode(&self.digest),
        }
    }
}

/// # Errors
/// [`CopyError::Differs`], also where somebody has recorded in one of them meanwhile.
fn compared(copied: u64, original: &Made, copy: Made) -> Result<answers::LogCopied, Error> {
    let is_equal =
        (original.size, original.root, original.digest) == (copy.size, copy.root, copy.digest);
    match is_equal {
        true => Ok(copy.answer(copied)),
        false => Err(CopyError::Differs.into()),
    }
}
