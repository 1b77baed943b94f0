//! The institutions view.

use rollbook_domain::Position;
use rollbook_records::{InstitutionAdded, Record};

use super::{Opened, missing};
use crate::{BookError, Transaction};

pub(super) fn added(
    transaction: &Transaction<'_>,
    position: Position,
    record: &Record,
    event: &InstitutionAdded,
    opened: Opened<'_>,
) -> Result<(), BookError> {
    let institution = record
        .institution
        .ok_or_else(|| missing("institution", position))?;
    let Opened::Institution { name, import_id } = opened else {
        return Err(missing("opened name", position));
    };
    transaction
        .connection
        .prepare_cached(
            "INSERT INTO institutions (institution, position, name, name_hash, import_id, \
             import_id_hash) VALUES (?, ?, ?, ?, ?, ?)",
        )?
        .execute((
            institution.0,
            position.0,
            event.name.as_bytes(),
            transaction.blinding.name(name),
            event.import_id.as_ref().map(|sealed| sealed.as_bytes()),
            import_id.map(|import_id| transaction.blinding.name(import_id)),
        ))?;
    Ok(())
}
