//! The keys in the file that holds them.

use std::path::Path;

use rusqlite::Connection;

/// A key and the id that it is of.
pub type Key = ([u8; 16], Vec<u8>);

/// All that a directory's keyring holds.
pub fn keys(directory: &Path) -> Vec<Key> {
    let file = Connection::open(directory.join("keys.db")).unwrap();
    let mut select = file.prepare("SELECT id, key FROM keys").unwrap();
    let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    rows.unwrap().map(Result::unwrap).collect()
}

/// The keys that were there before and are not there after.
pub fn gone(before: &[Key], after: &[Key]) -> Vec<Vec<u8>> {
    let is_there = |id: &[u8; 16]| after.iter().any(|(known, _)| known == id);
    before
        .iter()
        .filter(|(id, _)| !is_there(id))
        .map(|(_, key)| key.clone())
        .collect()
}
