//! The classes view, and which accounts own one (R34).

use rollbook_domain::{AccountId, Position};
use rollbook_records::{Blind, ClassAdded, ClassChanged, ClassDetails, ClassRemoved, Id, Record};
use rusqlite::OptionalExtension;

use super::{Opened, account_rows, missing};
use crate::{BookError, Transaction};

pub(super) fn added(
    transaction: &mut Transaction<'_>,
    position: Position,
    record: &Record,
    event: &ClassAdded,
    opened: Opened<'_>,
) -> Result<(), BookError> {
    let institution = record
        .institution
        .ok_or_else(|| missing("institution", position))?;
    let owner = owner(transaction, position, record)?;
    let import_id = import_id(transaction, position, opened)?;
    transaction
        .connection
        .prepare_cached(
            "INSERT INTO classes (number, class_id, institution, owner, import_id_hash, \
             details_position) VALUES (?1, ?2, ?3, ?4, ?5, ?1)",
        )?
        .execute((position.0, event.class.0, institution.0, owner, import_id))?;
    touch_owners(transaction, position, [owner, None])
}

pub(super) fn changed(
    transaction: &mut Transaction<'_>,
    position: Position,
    record: &Record,
    event: &ClassChanged,
    opened: Opened<'_>,
) -> Result<(), BookError> {
    let institution = record
        .institution
        .ok_or_else(|| missing("institution", position))?;
    let (number, before) = find(transaction, position, event.class)?;
    let owner = owner(transaction, position, record)?;
    let import_id = import_id(transaction, position, opened)?;
    transaction
        .connection
        .prepare_cached(
            "UPDATE classes SET institution = ?, owner = ?, import_id_hash = ?, \
             details_position = ? WHERE number = ?",
        )?
        .execute((institution.0, owner, import_id, position.0, number))?;
    touch_owners(transaction, position, [before, owner])
}

/// The class ends, and with it every membership in it.
pub(super) fn removed(
    transaction: &mut Transaction<'_>,
    position: Position,
    event: &ClassRemoved,
) -> Result<(), BookError> {
    let (number, owner) = find(transaction, position, event.class)?;
    transaction
        .connection
        .prepare_cached("UPDATE classes SET removed = ?, import_id_hash = NULL WHERE number = ?")?
        .execute((position.0, number))?;
    for member in transaction.reads_as_written().members(number)? {
        account_rows::touch(transaction, position, member.account)?;
    }
    transaction
        .connection
        .prepare_cached(
            "UPDATE memberships SET departed = ? WHERE group_number = ? AND departed IS NULL",
        )?
        .execute((position.0, number))?;
    touch_owners(transaction, position, [owner, None])
}

/// The class's number and its owner before the record.
fn find(
    transaction: &Transaction<'_>,
    position: Position,
    class: Id,
) -> Result<(u64, Option<u64>), BookError> {
    transaction
        .connection
        .prepare_cached("SELECT number, owner FROM classes WHERE class_id = ? AND removed IS NULL")?
        .query_row([class.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?
        .ok_or_else(|| missing("class that was added before it", position))
}

/// The number of the account that the envelope names as owner.
fn owner(
    transaction: &Transaction<'_>,
    position: Position,
    record: &Record,
) -> Result<Option<u64>, BookError> {
    let number = |id: AccountId| {
        account_rows::find(transaction.connection, id)?
            .map(|(number, _)| number)
            .ok_or_else(|| missing("owner that was created before it", position))
    };
    record.account.map(number).transpose()
}

fn import_id(
    transaction: &Transaction<'_>,
    position: Position,
    opened: Opened<'_>,
) -> Result<Option<Blind>, BookError> {
    match opened {
        Opened::Class(ClassDetails { import_id, .. }) => Ok(import_id
            .as_deref()
            .map(|import_id| transaction.blinding.class_import_id(import_id))),
        Opened::Destroyed => Ok(None),
        _ => Err(missing("opened details", position)),
    }
}

/// The event concerns whoever owned the class and whoever owns it now. Whether they own a class at
/// all follows from the classes (R30).
fn touch_owners(
    transaction: &mut Transaction<'_>,
    position: Position,
    owners: [Option<u64>; 2],
) -> Result<(), BookError> {
    for account in owners.into_iter().flatten() {
        let owns_classes = !transaction
            .reads_as_written()
            .classes_owned_by(account)?
            .is_empty();
        account_rows::set_ownership(transaction, position, account, owns_classes)?;
    }
    Ok(())
}
