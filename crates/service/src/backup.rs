//! `backup`: the book and its keys as of one moment, in two places.

use std::fs;
use std::io;
use std::path::Path;

use rollbook_book::{KeyFile, Reads, private};
use rollbook_records::{Key, KeyId, Keyring as _};

use crate::signing::ledger_id;
use crate::{DomainAdmin, Error, Ledger, answers, cursor};

/// What a backup says of itself. It is written last: a backup without it is not complete.
pub(crate) const MANIFEST: &str = "backup.json";

/// Where the keys are, unless another place is named.
pub(crate) const KEYS: &str = "keys";

impl DomainAdmin<'_> {
    /// Copies the book into a directory that is new or empty, and the keys into another one: into
    /// `keys` in it where none is named. Everybody may go on reading and writing meanwhile.
    /// `on_progress` is told pages that were copied, of how many.
    ///
    /// # Errors
    /// [`Error::Invalid`] where a directory is not empty, or lies in the ledger's own: there the keys
    /// of whoever is deleted later would stay (R43).
    pub fn back_up(
        &self,
        directory: &Path,
        keys: Option<&Path>,
        on_progress: &mut dyn FnMut(u64, u64),
    ) -> Result<answers::BackedUp, Error> {
        let keys = keys.map_or_else(|| directory.join(KEYS), Path::to_owned);
        let own = &self.ledger.settings.directory;
        prepare(own, directory, "directory for the book")?;
        prepare(own, &keys, "directory for the keys")?;
        let at = self.ledger.now();
        let signer = &self.ledger.signer;
        let kept = self.ledger.shared_keys()?;
        // Whose key was gone by then is gone from the book too.
        self.ledger.follow()?;
        let at_moment = |reads: &Reads<'_>| {
            if self.ledger.is_shared() {
                let of_moment = self.ledger.shared_keys()?;
                write_down(kept, of_moment, &keys)?;
            }
            // A restored ledger goes on with the key that it has adopted.
            signer.copy_adopted(reads, &keys).map(drop)
        };
        let book = &self.ledger.book;
        let copied = book.back_up(directory, &keys, at_moment, on_progress)?;
        let backup = answers::Backup {
            ledger: self.ledger.read(ledger_id)?.to_string(),
            size: copied.size,
            root: cursor::encode(&copied.root),
            at,
            program: env!("CARGO_PKG_VERSION").to_owned(),
        };
        let manifest = directory.join(MANIFEST);
        write_manifest(&manifest, &backup)
            .and_then(|()| private::sync_directory(directory))
            .map_err(|error| Error::Unwritable(manifest, error))?;
        Ok(answers::BackedUp {
            backup,
            directory: directory.display().to_string(),
            keys: keys.display().to_string(),
        })
    }
}

impl Ledger {
    /// All keys of the keyring that nodes share; none where the ledger has its own.
    fn shared_keys(&self) -> Result<Vec<(KeyId, Key)>, Error> {
        match &self.settings.shared {
            Some(shared) => Ok(shared.keys.all()?),
            None => Ok(Vec::new()),
        }
    }
}

/// Has a file of keys hold those that a shared keyring had before the moment of the book, and those that it
/// has at that moment: another node may have made or destroyed one in between.
fn write_down(
    mut keys: Vec<(KeyId, Key)>,
    of_moment: Vec<(KeyId, Key)>,
    directory: &Path,
) -> Result<(), Error> {
    keys.extend(of_moment);
    keys.sort_by_key(|(id, _)| *id);
    keys.dedup_by_key(|(id, _)| *id);
    Ok(KeyFile::open(directory)?.create(&keys)?)
}

/// Copies a file to where there is none yet, for its owner only.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<(), Error> {
    let why = |error| {
        Error::invalid(
            "backup",
            format!("{} cannot be read: {error}", from.display()),
        )
    };
    let mut source = fs::File::open(from).map_err(why)?;
    private::new_file(to)
        .and_then(|mut target| {
            io::copy(&mut source, &mut target)?;
            target.sync_all()
        })
        .map_err(|error| Error::Unwritable(to.to_owned(), error))
}

fn prepare(ledger: &Path, directory: &Path, what: &'static str) -> Result<(), Error> {
    let unusable = |path: &Path, error: &io::Error| {
        Error::invalid(what, format!("{} cannot be used: {error}", path.display()))
    };
    let absolute = |path: &Path| fs::canonicalize(path).map_err(|error| unusable(path, &error));
    let is_new = !directory.exists();
    private::directory(directory).map_err(|error| unusable(directory, &error))?;
    let is_empty = fs::read_dir(directory)
        .map(|mut entries| entries.next().is_none())
        .map_err(|error| unusable(directory, &error))?;
    if !is_empty {
        let why = "is not empty: name a new one for each backup";
        return Err(Error::invalid(
            what,
            format!("{} {why}", directory.display()),
        ));
    }
    if absolute(directory)?.starts_with(absolute(ledger)?) {
        if is_new {
            // It is empty, so nothing is lost with it.
            let _ = fs::remove_dir(directory);
        }
        let why = "lies in the ledger's own, where the keys of whoever is deleted later would stay: \
                   name another place, best on another machine";
        return Err(Error::invalid(
            what,
            format!("{} {why}", directory.display()),
        ));
    }
    Ok(())
}

fn write_manifest(path: &Path, backup: &answers::Backup) -> io::Result<()> {
    let mut file = private::new_file(path)?;
    serde_json::to_writer_pretty(&mut file, backup)?;
    file.sync_all()
}
