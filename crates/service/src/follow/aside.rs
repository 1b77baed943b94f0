//! What a node keeps beside the log, and what has to become of it because of a record that another node
//! wrote.

use rollbook_book::{StoredPlan, Transaction};
use rollbook_domain::BatchId;
use rollbook_records::{Body, Header, Record};
use uuid::Uuid;

use crate::Error;
use crate::imports::batch_of;

/// Has the node's plans and sessions keep up with a record.
pub(super) fn keep_up(transaction: &Transaction<'_>, record: &Record) -> Result<(), Error> {
    match (&record.body, &record.header) {
        (Body::BatchRecorded(_), Header::Own(unit)) => note_applied(transaction, unit.id),
        (Body::AccountDeleted, _) => void_plans(transaction),
        (Body::AdminRemoved(event), _) if event.erased => {
            transaction.end_sessions_of(event.admin.into(), None)?;
            transaction.forget_who_discarded()?;
            void_plans(transaction)
        }
        (Body::AdminRemoved(event), _) => {
            Ok(transaction.end_sessions_of(event.admin.into(), None)?)
        }
        (Body::PasswordSet(event), _) => Ok(transaction.end_sessions_of(event.admin.into(), None)?),
        _ => Ok(()),
    }
}

/// A plan of this node's own whose batch the log took, and this book did not, because the process ended
/// in between.
fn note_applied(transaction: &Transaction<'_>, batch: Uuid) -> Result<(), Error> {
    let reads = transaction.reads_as_written();
    for id in reads.plan_ids()? {
        if batch_of(Uuid::from_bytes(id)) != batch {
            continue;
        }
        if let Some(plan) = reads.plan(&id)? {
            let batch = Some(BatchId(batch));
            transaction.keep_plan(&StoredPlan { batch, ..plan })?;
        }
    }
    Ok(())
}

/// The plans that name somebody who was deleted are void (R41). Whom they name is told by their files
/// and by keys that are gone by now, so every plan that waits on this node is.
fn void_plans(transaction: &Transaction<'_>) -> Result<(), Error> {
    let reads = transaction.reads_as_written();
    for id in reads.plan_ids()? {
        transaction.void_plan(&id)?;
    }
    Ok(())
}
