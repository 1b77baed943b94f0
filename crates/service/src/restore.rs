//! `restore`: a ledger goes on from a backup, and whoever was deleted since is deleted again (R42).

mod again;
#[cfg(test)]
mod tests;

use std::error::Error as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rollbook_book::{Alone, Book, BookError, KeyFile, Replaced};
use rollbook_domain::AccountId;
use rollbook_proofs::SigningKey;
use rollbook_records::{Body, LedgerRestored};

use crate::backup::{KEYS, MANIFEST, copy};
use crate::signing::Signer;
use crate::work::{NewEvent, Receipt};
use crate::{Caller, Diagnosis, Error, Ledger, Settings, answers, cursor};

/// Which backup is to be put in place.
#[derive(Clone, Debug)]
pub struct RestoreRequest {
    /// The directory that `backup` wrote.
    pub directory: PathBuf,
    /// The one with the keys, where they were kept apart.
    pub keys: Option<PathBuf>,
    /// Accounts that are known to be deleted, beside those of the ledger that is replaced: where
    /// that one is lost, somebody else has to remember.
    pub deleted: Vec<AccountId>,
}

/// A restore that may begin: the data directory is used by nobody else until this is dropped.
pub struct Restore {
    settings: Settings,
    alone: Alone,
    backup: answers::Backup,
    files: [(PathBuf, &'static str); 2],
    /// Of the backup.
    keys: PathBuf,
    present: Option<Replaced>,
    deleted: Vec<AccountId>,
}

impl Restore {
    /// Looks at the backup and at what it is to replace; nothing is changed yet.
    ///
    /// # Errors
    /// [`Error::Invalid`] where the directory holds no complete backup; [`Error::InUse`] where other
    /// processes use the ledger; [`Error::OfANode`] where the directory is a node's. What several nodes
    /// share is not put back by one of them.
    pub fn prepare(settings: Settings, request: RestoreRequest) -> Result<Restore, Error> {
        if settings.shared.is_some() {
            let why = "a node takes whatever it lacks out of the shared log: begin with an empty data \
                       directory, or with book.db of another node's backup in it, and leave the rest to the node";
            return Err(Error::invalid("restoring a node", why));
        }
        let backup = read_manifest(&request.directory)?;
        let keys = request.keys.unwrap_or_else(|| request.directory.join(KEYS));
        let files = [
            (request.directory.join(Book::FILE), Book::FILE),
            (keys.join(KeyFile::FILE), KeyFile::FILE),
        ];
        for (path, _) in &files {
            if !path.is_file() {
                let why = format!("{} is not there", path.display());
                return Err(Error::invalid("backup", why));
            }
        }
        let alone = Alone::take(&settings.directory)?;
        if let Ok(Some(place)) = alone.shared_log() {
            return Err(Error::OfANode(place));
        }
        let present = alone
            .present()
            .map_err(|error| unreadable(&settings.directory, &error))?;
        let mut deleted = request.deleted;
        deleted.extend(present.iter().flat_map(|present| &present.deleted));
        deleted.sort_unstable();
        deleted.dedup();
        Ok(Restore {
            settings,
            alone,
            backup,
            files,
            keys,
            present,
            deleted,
        })
    }

    /// What the backup says of itself.
    pub fn backup(&self) -> &answers::Backup {
        &self.backup
    }

    /// What is replaced, if there is anything.
    pub fn replaced(&self) -> Option<answers::ReplacedLedger> {
        self.present.as_ref().map(replaced)
    }

    /// How many accounts are known to be deleted, be they in the backup or not.
    pub fn known_deletions(&self) -> usize {
        self.deleted.len()
    }

    /// Puts the backup in place. It is made ready beside the present ledger, examined, and has the
    /// known deletions done again before anything of the present one is touched.
    ///
    /// # Errors
    /// [`Error::BackupDamaged`] where the copy is not what it says it is, or is not sound. Then the
    /// present ledger is as it was.
    pub fn carry_out(self, caller: &Caller) -> Result<answers::Restored, Error> {
        let prepared = self.alone.prepare()?;
        let (restored, key) = self.make_ready(&prepared, caller).inspect_err(|_| {
            // What stays is removed by the next try.
            let _ = self.alone.forget_prepared();
        })?;
        self.alone.replace()?;
        if let Some(key) = key {
            Signer::new(&self.settings).take_place(&key);
        }
        Ok(restored)
    }

    /// Also tells the key that waits where the setting has it; without the setting it is one of the
    /// files that are put in place.
    fn make_ready(
        &self,
        prepared: &Path,
        caller: &Caller,
    ) -> Result<(answers::Restored, Option<Arc<SigningKey>>), Error> {
        for (path, name) in &self.files {
            copy(path, &prepared.join(name))?;
        }
        // The backup may be a node's.
        Book::open(prepared)?.leave_shared_log()?;
        let settings = Settings {
            directory: prepared.to_owned(),
            signing_key: None,
            ..self.settings.clone()
        };
        let ledger = Ledger::open(settings)?;
        let restored = self.go_on(&ledger, prepared, caller);
        ledger.close();
        let restored = restored?;
        if self.settings.signing_key.is_none() {
            return Ok((restored, None));
        }
        let key = ledger.read(|reads| ledger.signer.adopted(reads))?;
        if let Some(key) = &key {
            Signer::new(&self.settings).have_wait(key, prepared, &self.alone)?;
        }
        Ok((restored, key))
    }

    fn go_on(
        &self,
        ledger: &Ledger,
        prepared: &Path,
        caller: &Caller,
    ) -> Result<answers::Restored, Error> {
        let (size, root) = ledger.read(|reads| Ok((reads.size()?, reads.root()?)))?;
        if (size, cursor::encode(&root)) != (self.backup.size, self.backup.root.clone()) {
            return Err(Error::BackupDamaged(
                "the log is not the one that backup.json names".to_owned(),
            ));
        }
        let admin = ledger.domain_admin(caller)?;
        let is_key_at_hand = self.find_signing_key(ledger, prepared)?;
        // What is not signed by the adopted key is not sound, so where it is lost there must be another
        // one first. It comes right behind the record that the log was restored: so a checkpoint of the
        // log that is replaced is one by a key that was adopted before that record.
        if !is_key_at_hand {
            self.record(ledger, caller, true)?;
        }
        examine(ledger.doctor()?)?;
        if is_key_at_hand {
            self.record(ledger, caller, false)?;
        }
        let deleted_again = ledger.delete_again(caller, &self.deleted)?;
        let erased = self.present.as_ref().map(|present| &present.erased);
        let erased_again = ledger.erase_again(erased.map_or(&[], Vec::as_slice))?;
        let rights_taken_again = match &self.present {
            Some(present) => ledger.take_rights_again(caller, present, self.backup.size)?,
            None => 0,
        };
        // Checkpoints of the log that is replaced are told from those of this one by the key, and a
        // key that was replaced since the backup may be known to others.
        if is_key_at_hand {
            admin.rotate_signing_key(false)?;
        }
        let (head, root) = ledger.read(|reads| Ok((reads.head()?, reads.root()?)))?;
        Ok(answers::Restored {
            backup: self.backup.clone(),
            replaced: self.replaced(),
            deleted_again,
            erased_again,
            rights_taken_again,
            endorsed: is_key_at_hand,
            position: head.map(|head| head.0),
            root: cursor::encode(&root),
        })
    }

    /// Puts the key that the backed up log has adopted beside it: from the backup, or from where it is
    /// at present.
    fn find_signing_key(&self, ledger: &Ledger, prepared: &Path) -> Result<bool, Error> {
        let of_backup = Settings {
            directory: self.keys.clone(),
            signing_key: None,
            ..self.settings.clone()
        };
        for settings in [&of_backup, &self.settings] {
            let signer = Signer::new(settings);
            if ledger.read(|reads| signer.copy_adopted(reads, prepared))? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whoever has a checkpoint of the replaced log finds here why this one is not its continuation.
    fn record(&self, ledger: &Ledger, caller: &Caller, is_key_lost: bool) -> Result<(), Error> {
        let event = LedgerRestored {
            replaced_size: self.present.as_ref().map(|present| present.size),
            replaced_root: self.present.as_ref().map(|present| present.root),
        };
        let signer = Arc::clone(&ledger.signer);
        ledger.write(caller, "restore", move |work| {
            let body = Body::LedgerRestored(event.clone());
            let position = work.record(NewEvent::of_ledger(body), None)?;
            if is_key_lost {
                signer.rotate(work, true)?;
            }
            Ok(Receipt::default().at(position))
        })?;
        Ok(())
    }
}

fn unreadable(directory: &Path, error: &BookError) -> Error {
    let cause = error.source().map(|cause| format!(": {cause}"));
    let why = format!(
        "that in {} cannot be read ({error}{}), so it cannot tell who was deleted: move the directory away, \
         restore into a new one, and name the deleted accounts with --deletions",
        directory.display(),
        cause.unwrap_or_default()
    );
    Error::invalid("present ledger", why)
}

fn replaced(present: &Replaced) -> answers::ReplacedLedger {
    answers::ReplacedLedger {
        size: present.size,
        root: cursor::encode(&present.root),
    }
}

fn examine(diagnosis: Diagnosis) -> Result<(), Error> {
    let fault = diagnosis
        .findings
        .into_iter()
        .find(|finding| finding.severity == "fault");
    match fault {
        Some(fault) => Err(Error::BackupDamaged(fault.message)),
        None => Ok(()),
    }
}

fn read_manifest(directory: &Path) -> Result<answers::Backup, Error> {
    let incomplete = |why: &dyn std::fmt::Display| {
        let path = directory.join(MANIFEST);
        let why = format!(
            "{} cannot be read ({why}): name a directory that `rollbook backup` has finished",
            path.display()
        );
        Error::invalid("backup", why)
    };
    let bytes = fs::read(directory.join(MANIFEST)).map_err(|error| incomplete(&error))?;
    serde_json::from_slice(&bytes).map_err(|error| incomplete(&error))
}
