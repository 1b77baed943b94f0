//! The identities view: keyed hashes of a few columns, by which an account is found.

use rollbook_domain::{Column, Profile};
use rollbook_records::{Blind, Blinding};
use rusqlite::Connection;

use crate::BookError;

/// That an account is found by a hash from now on, or no longer.
#[derive(Clone, Copy)]
pub(super) enum Edit {
    Add(Blind),
    /// It is remembered that the account was found by it (R50).
    Retire(Blind),
    /// Without a trace.
    Remove(Blind),
}

impl Edit {
    pub(super) fn add(blinding: &Blinding, column: Column, value: &str) -> Edit {
        Edit::Add(blinding.identity(column, value))
    }

    pub(super) fn retire(blinding: &Blinding, column: Column, value: &str) -> Edit {
        Edit::Retire(blinding.identity(column, value))
    }

    pub(super) fn remove(blinding: &Blinding, column: Column, value: &str) -> Edit {
        Edit::Remove(blinding.identity(column, value))
    }

    /// The same of an account that is deleted: nothing may tell what found it once (R42).
    pub(super) fn untraced(self) -> Edit {
        match self {
            Edit::Retire(hash) => Edit::Remove(hash),
            edit => edit,
        }
    }

    fn hash(&self) -> &Blind {
        match self {
            Edit::Add(hash) | Edit::Retire(hash) | Edit::Remove(hash) => hash,
        }
    }
}

/// The columns of a profile that find its account.
pub(super) fn of(profile: &Profile) -> impl Iterator<Item = (Column, &str)> {
    profile
        .columns()
        .filter(|(column, _)| Column::IDENTITIES.contains(column))
}

/// Writes edits of accounts by number. Those of one hash and account must be in the order in which
/// they happened.
pub(super) fn write(connection: &Connection, mut edits: Vec<(Edit, u64)>) -> Result<(), BookError> {
    if edits.is_empty() {
        return Ok(());
    }
    // A stable sort. Hashes are scattered by their nature: in the order of events, each would be
    // written to another page.
    edits.sort_by(|left, right| left.0.hash().cmp(right.0.hash()));
    let mut add = connection
        .prepare_cached("INSERT OR IGNORE INTO identities (hash, account) VALUES (?, ?)")?;
    let mut retire = connection
        .prepare_cached("INSERT OR IGNORE INTO past_identities (hash, account) VALUES (?, ?)")?;
    let mut remove =
        connection.prepare_cached("DELETE FROM identities WHERE hash = ? AND account = ?")?;
    for (edit, number) in &edits {
        match edit {
            Edit::Add(hash) => add.execute((hash, number))?,
            Edit::Retire(hash) => {
                retire.execute((hash, number))?;
                remove.execute((hash, number))?
            }
            Edit::Remove(hash) => remove.execute((hash, number))?,
        };
    }
    Ok(())
}
