//! The file in which a node has the master key.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rollbook_book::private;
use rollbook_records::Key;
use zeroize::Zeroizing;

use super::wrapping::fill;
use crate::KeyDatabaseError as Error;

/// Where it is written before it is given its name; a number by chance follows, because several
/// processes may do so at once.
const NEW: &str = ".new-";

/// A key has one line.
const MOST_BYTES: u64 = 4096;

/// The key; `None` where there is no file.
pub(super) fn read(path: &Path) -> Result<Option<Key>, Error> {
    let fault = |error| Error::MasterKeyFile(path.to_owned(), error);
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        opened => opened.map_err(fault)?,
    };
    if is_open_to_others(&file).map_err(fault)? {
        return Err(Error::MasterKeyOpen(path.to_owned()));
    }
    // With room for all of it: a text that grows leaves copies of the key behind.
    let mut text = Zeroizing::new(Vec::with_capacity(MOST_BYTES as usize));
    file.take(MOST_BYTES)
        .read_to_end(&mut text)
        .map_err(fault)?;
    let mut key = Key::default();
    let length = STANDARD.decode_slice(text.trim_ascii(), &mut key[..]);
    match length {
        Ok(length) if length == key.len() => Ok(Some(key)),
        _ => Err(Error::MasterKeyUnreadable(path.to_owned())),
    }
}

/// Makes one by chance, unless another process on this machine just did; tells whether it is this one's.
pub(super) fn make(path: &Path) -> Result<(Key, bool), Error> {
    let fault = |error| Error::MasterKeyFile(path.to_owned(), error);
    let (mut key, mut number) = (Key::default(), [0; 8]);
    for bytes in [&mut key[..], &mut number] {
        fill(bytes).map_err(|_| fault(io::Error::other("the machine has no random bytes")))?;
    }
    // The first node's data directory need not be there yet.
    if let Some(directory) = path.parent() {
        private::directory(directory).map_err(fault)?;
    }
    let new = private::beside(path, &format!("{NEW}{:016x}", u64::from_be_bytes(number)));
    write(&new, &key).map_err(fault)?;
    // Other than a rename, a link replaces nothing.
    let linked = fs::hard_link(&new, path);
    fs::remove_file(&new).map_err(fault)?;
    match linked {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let other = read(path)?;
            let other = other.ok_or_else(|| Error::MasterKeyMissing(path.to_owned()))?;
            Ok((other, false))
        }
        linked => {
            linked.map_err(fault)?;
            private::sync_name(path).map_err(fault)?;
            Ok((key, true))
        }
    }
}

pub(super) fn remove(path: &Path) -> Result<(), Error> {
    fs::remove_file(path).map_err(|error| Error::MasterKeyFile(path.to_owned(), error))
}

fn write(path: &Path, key: &Key) -> io::Result<()> {
    let text = Zeroizing::new(STANDARD.encode(&key[..]));
    let mut file = private::new_file(path)?;
    file.write_all(text.as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()
}

#[cfg(unix)]
fn is_open_to_others(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    /// Read, write and execute, of the group and of everybody.
    const OTHERS: u32 = 0o077;
    Ok(file.metadata()?.permissions().mode() & OTHERS != 0)
}

/// Elsewhere a file has no such bits.
#[cfg(not(unix))]
fn is_open_to_others(_: &File) -> io::Result<bool> {
    Ok(false)
}
