//! The institutions view.

use rollbook_domain::Position;
use rollbook_records::{Blind, InstitutionAdded, InstitutionChanged, Record, Sealed};

use super::{Opened, missing};
use crate::{BookError, Transaction};

pub(super) fn added(
    transaction: &Transaction<'_>,
    position: Position,
    record: &Record,
    event: &InstitutionAdded,
    opened: Opened<'_>,
) -> Result<(), BookError> {
    let Blinded { name, import_id } = blinded(transaction, position, opened)?;
    transaction
        .connection
        .prepare_cached(
            "INSERT INTO institutions (institution, position, name, name_hash, import_id, \
             import_id_hash, parent) VALUES (?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute((
            number(position, record)?,
            position.0,
            event.name.as_bytes(),
            name,
            event.import_id.as_ref().map(Sealed::as_bytes),
            import_id,
            event.parent,
        ))?;
    note(transaction, position, record)
}

pub(super) fn changed(
    transaction: &Transaction<'_>,
    position: Position,
    record: &Record,
    event: &InstitutionChanged,
    opened: Opened<'_>,
) -> Result<(), BookError> {
    let Blinded { name, import_id } = blinded(transaction, position, opened)?;
    transaction
        .connection
        .prepare_cached(
            "UPDATE institutions SET name = ?, name_hash = ?, import_id = ?, import_id_hash = ?, \
             parent = ? WHERE institution = ?",
        )?
        .execute((
            event.name.as_bytes(),
            name,
            event.import_id.as_ref().map(Sealed::as_bytes),
            import_id,
            event.parent,
            number(position, record)?,
        ))?;
    note(transaction, position, record)
}

/// Its number is never given again, its import_id may be.
pub(super) fn removed(
    transaction: &Transaction<'_>,
    position: Position,
    record: &Record,
) -> Result<(), BookError> {
    transaction
        .connection
        .prepare_cached(
            "UPDATE institutions SET removed = ?, import_id_hash = NULL WHERE institution = ?",
        )?
        .execute((position.0, number(position, record)?))?;
    Ok(())
}

/// Notes that the record says what an institution is called from now on.
fn note(
    transaction: &Transaction<'_>,
    position: Position,
    record: &Record,
) -> Result<(), BookError> {
    transaction
        .connection
        .prepare_cached("INSERT INTO institution_events (institution, position) VALUES (?, ?)")?
        .execute((number(position, record)?, position.0))?;
    Ok(())
}

struct Blinded {
    name: Blind,
    import_id: Option<Blind>,
}

fn blinded(
    transaction: &Transaction<'_>,
    position: Position,
    opened: Opened<'_>,
) -> Result<Blinded, BookError> {
    let Opened::Institution { name, import_id } = opened else {
        return Err(missing("opened name", position));
    };
    let blinding = transaction.blinding;
    Ok(Blinded {
        name: blinding.name(name),
        import_id: import_id.map(|import_id| blinding.institution_import_id(import_id)),
    })
}

fn number(position: Position, record: &Record) -> Result<u64, BookError> {
    record
        .institution
        .map(|institution| institution.0)
        .ok_or_else(|| missing("institution", position))
}
