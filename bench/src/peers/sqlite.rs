//! SQLite: the floor under every import, and its own command line.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::Result;
use rusqlite::Connection;

use super::Events;
use crate::measure::{Sample, timed};
use crate::process;

/// What Rollbook's book is set to, where it matters for speed.
const SETTINGS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                        PRAGMA wal_autocheckpoint = 16384; PRAGMA cache_size = -32768;";

/// A new store with a bare log of events.
pub fn open(file: &Path) -> Result<Connection> {
    let connection = Connection::open(file)?;
    connection.execute_batch(SETTINGS)?;
    connection.execute_batch(
        "CREATE TABLE log (position INTEGER PRIMARY KEY, account BLOB NOT NULL,
         version INTEGER NOT NULL, record BLOB NOT NULL, UNIQUE (account, version))",
    )?;
    Ok(connection)
}

/// Inserts events into a bare table with one UNIQUE index, in one transaction.
pub fn insert(file: &Path, events: &Events) -> Result<Sample> {
    remove(file);
    let mut connection = open(file)?;
    let ((), sample) = timed(|| {
        let transaction = connection.transaction()?;
        {
            let mut insert = transaction
                .prepare("INSERT INTO log (account, version, record) VALUES (?, 1, ?)")?;
            for (account, record) in events.accounts.iter().zip(&events.records) {
                insert.execute((account, record))?;
            }
        }
        Ok(transaction.commit()?)
    })?;
    drop(connection);
    remove(file);
    Ok(sample)
}

/// Loads a file of accounts with the command line's `.import`, into a table with the four indexes
/// that find an account. One of them is not unique, as families share an email.
pub fn import(file: &Path, accounts: &Path) -> Result<Sample> {
    remove(file);
    let script = format!(
        "{SETTINGS}\n\
         CREATE TABLE accounts (email TEXT, user_id INTEGER UNIQUE, username TEXT UNIQUE,\n\
         sis_id TEXT UNIQUE, institution INTEGER, first_name TEXT, last_name TEXT, user_type TEXT);\n\
         CREATE INDEX accounts_by_email ON accounts (email);\n\
         .import --csv --skip 1 '{}' accounts\n",
        accounts.display()
    );
    let commands = file.with_extension("sql");
    fs::write(&commands, script)?;
    let mut command = Command::new("sqlite3");
    command
        .arg("-bail")
        .arg(file)
        .stdin(Stdio::from(fs::File::open(&commands)?));
    let sample = process::run(&mut command, &[0])?;
    remove(file);
    Ok(sample)
}

/// Removes a store with all its files.
pub fn remove(file: &Path) {
    for ending in ["", "-wal", "-shm"] {
        // A file that is not there needs no removing.
        let _ = fs::remove_file(format!("{}{ending}", file.display()));
    }
}
