//! The view of the keys that sign checkpoints (R64).

use rollbook_domain::Position;
use rollbook_records::SigningKeyAdopted;

use crate::{BookError, Transaction};

pub(super) fn adopted(
    transaction: &Transaction<'_>,
    position: Position,
    event: &SigningKeyAdopted,
) -> Result<(), BookError> {
    transaction
        .connection
        .prepare_cached("INSERT INTO signing_keys (position, public_key) VALUES (?, ?)")?
        .execute((position.0, event.public_key))?;
    Ok(())
}
