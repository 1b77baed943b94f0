//! What a deletion leaves of an account (R42).

use rollbook_domain::{AccountId, Event, Position};
use rollbook_records::Record;
use rusqlite::Connection;

use super::identities::{self, Edit};
use super::{Opened, accounts, missing, steps};
use crate::destructions::destroy_key;
use crate::{BookError, Transaction};

/// Leaves an anonymous shell (R42): nothing finds the account any more, it is in no group, and its
/// key goes as soon as this is durable, with those of the classes that it owned last.
pub(super) fn deleted(
    transaction: &mut Transaction<'_>,
    position: Position,
    record: &Record,
    opened: Opened<'_>,
) -> Result<(), BookError> {
    let profile = match opened {
        Opened::Profile(profile) => Some(profile),
        Opened::Destroyed => None,
        _ => return Err(missing("opened profile", position)),
    };
    if profile.is_none() && !transaction.unit().is_again {
        transaction.unit().unfindable.extend(record.account);
    }
    let blinding = transaction.blinding;
    let mut step = accounts::step(position, record, Event::AccountDeleted)?;
    step.fingerprint = Some([0; 16]);
    step.identities = profile
        .into_iter()
        .flat_map(identities::of)
        .map(|(column, value)| Edit::remove(blinding, column, value))
        .collect();
    transaction.unit().hold(step);
    Ok(())
}

/// What found accounts whose keys were gone before they were deleted here: nobody can tell the hashes
/// any more, so every one of them is looked at, once for all of a unit.
pub(super) fn forget_identities(
    connection: &Connection,
    accounts: &[AccountId],
) -> Result<(), BookError> {
    let ids: Vec<String> = accounts
        .iter()
        .map(|id| id.0.simple().to_string())
        .collect();
    let ids = format!("[\"{}\"]", ids.join("\",\""));
    connection
        .prepare_cached(
            "DELETE FROM identities WHERE account IN (SELECT number FROM accounts \
             WHERE account_id IN (SELECT unhex(value) FROM json_each(?)))",
        )?
        .execute([ids])?;
    Ok(())
}

/// Ends the memberships of an account, and forgets what found it once and what is scheduled for it.
pub(super) fn end_account(
    connection: &Connection,
    number: u64,
    position: Position,
) -> Result<(), BookError> {
    connection
        .prepare_cached(
            "UPDATE memberships SET departed = ? WHERE account = ? AND departed IS NULL",
        )?
        .execute((position.0, number))?;
    connection
        .prepare_cached("DELETE FROM past_identities WHERE account = ?")?
        .execute([number])?;
    steps::forget_account(connection, number)
}

/// Notes the keys that must go.
pub(super) fn note_keys(
    connection: &Connection,
    number: u64,
    id: AccountId,
) -> Result<(), BookError> {
    destroy_key(connection, id.as_bytes())?;
    let mut classes = connection.prepare_cached("SELECT class_id FROM classes WHERE owner = ?")?;
    let classes = classes.query_map([number], |row| row.get::<_, [u8; 16]>(0))?;
    for class in classes {
        destroy_key(connection, &class?)?;
    }
    Ok(())
}
