//! Records what is scheduled.

use rollbook_book::KnownAccount;
use rollbook_domain::{Position, StepId};
use rollbook_records::{Body, StepScheduled, StepTargeted};

use super::request::Terms;
use crate::Error;
use crate::work::{NewEvent, OpenBatch, Receipt, Work};

/// Writes the steps and their accounts, all in one unit of the log.
pub(super) fn record(
    work: &mut Work<'_, '_>,
    terms: &Terms,
    accounts: &[KnownAccount],
) -> Result<Receipt, Error> {
    let many = u32::try_from(accounts.len())
        .map_err(|_| Error::invalid("accounts", "they are more than 4,294,967,295"))?;
    let mut unit: Option<(Position, OpenBatch)> = None;
    let mut begun: Option<StepId> = None;
    for step in &terms.steps {
        let id = StepId(work.identifier()?);
        // Only the first one could shut people out.
        let override_reason = terms.override_guards.as_deref().filter(|_| begun.is_none());
        let scheduled = NewEvent {
            // R15: a step of an institution's admin acts in that institution only.
            institution: work.caller.scope().institution(),
            ..NewEvent::of_ledger(Body::StepScheduled(StepScheduled {
                step: id.into(),
                action: step.action,
                due: step.due.timestamp_millis(),
                accounts: many,
                ends: begun.map(Into::into),
                override_reason: override_reason
                    .map(|reason| work.seal_text(reason))
                    .transpose()?,
            }))
        };
        let (first, mut open) = match unit {
            Some((first, mut open)) => {
                work.continue_batch(&mut open, scheduled)?;
                (first, open)
            }
            None => begin(work, terms, scheduled)?,
        };
        for account in accounts {
            let targeted = NewEvent {
                account: Some(account.id),
                institution: Some(account.account.institution()),
                ..NewEvent::of_ledger(Body::StepTargeted(StepTargeted { step: id.into() }))
            };
            work.continue_batch(&mut open, targeted)?;
        }
        unit = Some((first, open));
        begun = Some(id);
    }
    work.finish_batch()?;
    Ok(match (unit, begun) {
        (Some((first, _)), Some(id)) => Receipt::of(id).at(first),
        _ => Receipt::default(),
    })
}

fn begin(
    work: &mut Work<'_, '_>,
    terms: &Terms,
    scheduled: NewEvent<'_>,
) -> Result<(Position, OpenBatch), Error> {
    let unit = work.identifier()?;
    let reason = terms.reason.as_deref();
    let reason = reason.map(|reason| work.seal_text(reason)).transpose()?;
    work.begin_unit(unit, work.caller.channel, scheduled, reason)
}
