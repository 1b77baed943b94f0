//! What finds an account: keyed hashes of a few of its columns.

use rollbook_domain::{Column, Profile};

use crate::{BookError, Transaction};

/// The columns of a profile that find its account.
pub(super) fn of(profile: &Profile) -> impl Iterator<Item = (Column, &str)> {
    profile
        .columns()
        .filter(|(column, _)| Column::IDENTITIES.contains(column))
}

pub(super) fn add(
    transaction: &Transaction<'_>,
    number: u64,
    column: Column,
    value: &str,
) -> Result<(), BookError> {
    transaction
        .connection
        .prepare_cached("INSERT OR IGNORE INTO identities (hash, account) VALUES (?, ?)")?
        .execute((transaction.blinding.identity(column, value), number))?;
    Ok(())
}

pub(super) fn remove(
    transaction: &Transaction<'_>,
    number: u64,
    column: Column,
    value: &str,
) -> Result<(), BookError> {
    transaction
        .connection
        .prepare_cached("DELETE FROM identities WHERE hash = ? AND account = ?")?
        .execute((transaction.blinding.identity(column, value), number))?;
    Ok(())
}
