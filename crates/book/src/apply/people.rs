//! The views of admins and tokens.

use rollbook_domain::Position;
use rollbook_records::{
    AdminAdded, AdminRemoved, Blind, KeyId, PasswordSet, Record, Sealed, TokenCreated, TokenRevoked,
};

use super::{Opened, missing};
use crate::destructions::destroy_key;
use crate::{BookError, Transaction, token_uses};

/// Stands where the hash of an email would, once the person was erased.
pub(crate) const NOBODY: Blind = [0; 16];

pub(super) fn admin_added(
    transaction: &Transaction<'_>,
    position: Position,
    record: &Record,
    event: &AdminAdded,
    opened: Opened<'_>,
) -> Result<(), BookError> {
    let email = match opened {
        Opened::Text(email) => transaction.blinding.name(email),
        Opened::Destroyed => NOBODY,
        _ => return Err(missing("opened email", position)),
    };
    transaction
        .connection
        .prepare_cached(
            "INSERT INTO admins (admin_id, position, email, email_hash, role, institution) \
             VALUES (?, ?, ?, ?, ?, ?)",
        )?
        .execute((
            event.admin.0,
            position.0,
            event.email.as_bytes(),
            email,
            event.role as u8,
            record.institution.map(|institution| institution.0),
        ))?;
    Ok(())
}

pub(super) fn password_set(
    transaction: &Transaction<'_>,
    event: &PasswordSet,
) -> Result<(), BookError> {
    transaction
        .connection
        .prepare_cached("UPDATE admins SET password = ? WHERE admin_id = ?")?
        .execute((event.hash.as_ref().map(Sealed::as_bytes), event.admin.0))?;
    Ok(())
}

impl Transaction<'_> {
    /// Notes under which id an actor's units are recorded from now on.
    pub fn know_actor(&self, id: KeyId, name: &Blind) -> Result<(), BookError> {
        self.connection
            .prepare_cached("INSERT INTO actors (actor_id, name_hash) VALUES (?, ?)")?
            .execute((id.0, name))?;
        Ok(())
    }

    /// The same for whoever gave a command long ago. Where a name was given a second id, because
    /// the first was lost, the first one stays.
    pub(crate) fn know_actor_again(&self, id: KeyId, name: &Blind) -> Result<(), BookError> {
        self.connection
            .prepare_cached("INSERT OR IGNORE INTO actors (actor_id, name_hash) VALUES (?, ?)")?
            .execute((id.0, name))?;
        Ok(())
    }
}

/// An admin who was removed before may be removed once more, to be erased.
pub(super) fn admin_removed(
    transaction: &Transaction<'_>,
    position: Position,
    event: &AdminRemoved,
) -> Result<(), BookError> {
    transaction
        .connection
        .prepare_cached(
            "UPDATE admins SET removed = coalesce(removed, ?), password = NULL WHERE admin_id = ?",
        )?
        .execute((position.0, event.admin.0))?;
    match event.erased {
        true => erased(transaction, event),
        false => Ok(()),
    }
}

/// Nothing finds the person any more, and the keys go as soon as this is durable (R43).
fn erased(transaction: &Transaction<'_>, event: &AdminRemoved) -> Result<(), BookError> {
    let connection = transaction.connection;
    connection
        .prepare_cached("UPDATE admins SET email_hash = ? WHERE admin_id = ?")?
        .execute((NOBODY, event.admin.0))?;
    let mut forget = connection.prepare_cached("DELETE FROM actors WHERE actor_id = ?")?;
    for actor in &event.actors {
        forget.execute([actor.0])?;
    }
    if transaction.unit().is_again {
        return Ok(());
    }
    for id in event.actors.iter().chain([&event.admin]) {
        destroy_key(connection, &id.0)?;
    }
    Ok(())
}

pub(super) fn token_created(
    transaction: &Transaction<'_>,
    position: Position,
    record: &Record,
    event: &TokenCreated,
) -> Result<(), BookError> {
    transaction
        .connection
        .prepare_cached(
            "INSERT INTO tokens (token_id, position, name, role, institution, account, \
             secret_hash, expires) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute((
            event.token.0,
            position.0,
            event.name.as_bytes(),
            event.role as u8,
            record.institution.map(|institution| institution.0),
            record.account.map(|account| *account.as_bytes()),
            event.secret_hash,
            event.expires,
        ))?;
    Ok(())
}

pub(super) fn token_revoked(
    transaction: &Transaction<'_>,
    position: Position,
    event: &TokenRevoked,
) -> Result<(), BookError> {
    transaction
        .connection
        .prepare_cached("UPDATE tokens SET revoked = ? WHERE token_id = ?")?
        .execute((position.0, event.token.0))?;
    token_uses::forget(transaction.connection, event.token)
}
