//! What a deletion leaves of an account (R42).

use rollbook_domain::{Event, Position};
use rollbook_records::Record;

use super::{Opened, accounts, identities, missing};
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
    let number = accounts::evolve(transaction, position, record, Event::AccountDeleted)?;
    for (column, value) in profile.into_iter().flat_map(identities::of) {
        identities::remove(transaction, number, column, value)?;
    }
    let connection = transaction.connection;
    connection
        .prepare_cached("UPDATE accounts SET fingerprint = zeroblob(16) WHERE number = ?")?
        .execute([number])?;
    connection
        .prepare_cached(
            "UPDATE memberships SET departed = ? WHERE account = ? AND departed IS NULL",
        )?
        .execute((position.0, number))?;
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO pending_destructions (key_id) \
             SELECT account_id FROM accounts WHERE number = ?1 \
             UNION SELECT class_id FROM classes WHERE owner = ?1",
        )?
        .execute([number])?;
    Ok(())
}
