//! The batches view.

use rollbook_domain::Position;
use rollbook_records::{BatchRecorded, Header, Record};

use super::missing;
use crate::{BookError, Transaction};

pub(super) fn recorded(
    transaction: &mut Transaction<'_>,
    position: Position,
    record: &Record,
    event: &BatchRecorded,
) -> Result<(), BookError> {
    let Header::Own(unit) = &record.header else {
        return Err(missing("header of its own", position));
    };
    transaction.unit().by_batch = !event.kind.is_by_hand();
    transaction
        .connection
        .prepare_cached("INSERT INTO batches (number, batch_id, last_position) VALUES (?, ?, ?)")?
        .execute((
            position.0,
            unit.id.as_bytes(),
            position.0 + u64::from(event.events),
        ))?;
    Ok(())
}
