//! Cancels a step before it runs.

use rollbook_book::{Reads, StepRow};
use rollbook_domain::StepId;
use rollbook_records::{Body, StepCancelled};

use super::list::render;
use crate::caller::Scope;
use crate::work::{NewEvent, Receipt, Work};
use crate::{Error, Operator, answers, text};

impl Operator<'_> {
    /// Cancels a step, and with it the one that would end its effects. One that is cancelled
    /// already is nothing to do.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::StepHasRun`]; [`Error::DomainAdminNeeded`] to an institution
    /// admin for a step that somebody else than an admin of its institution has scheduled (R15).
    pub fn cancel_step(
        &self,
        id: StepId,
        reason: Option<&str>,
    ) -> Result<answers::StepsCancelled, Error> {
        let reason = reason.map(text::reason).transpose()?;
        let receipt =
            self.ledger
                .write(self.caller, &format!("step cancel\0{id}"), move |work| {
                    cancel(work, id, reason.as_deref())
                })?;
        self.ledger.read(|reads| {
            let row = visible(reads, self.scope(), id)?;
            let mut rows = vec![row];
            if let Some(cancelled) = row.cancelled {
                // Of those that end it, the one that went with it.
                let ending = reads.step_ending(id)?;
                rows.extend(
                    ending.filter(|end| end.cancelled.is_some_and(|end| end.0 == cancelled.0 + 1)),
                );
            }
            let render = |row| render(reads, &self.ledger.vault, self.scope(), row);
            Ok(answers::StepsCancelled {
                steps: rows.iter().map(render).collect::<Result<_, _>>()?,
                outcome: receipt.outcome(),
            })
        })
    }
}

/// The step, if one of its accounts exists for this scope, or it is this scope's own (R16).
fn visible(reads: &Reads<'_>, scope: Scope, id: StepId) -> Result<StepRow, Error> {
    let unknown = || Error::NotFound("step");
    let row = reads.step(id)?.ok_or_else(unknown)?;
    let is_visible = match scope {
        Scope::Domain => true,
        Scope::Institution(own) => {
            row.institution == Some(own) || reads.step_size(row.number, Some(own))? > 0
        }
        Scope::Nothing => false,
    };
    is_visible.then_some(row).ok_or_else(unknown)
}

fn cancel(work: &mut Work<'_, '_>, id: StepId, reason: Option<&str>) -> Result<Receipt, Error> {
    let scope = work.caller.scope();
    let row = visible(&work.reads(), scope, id)?;
    if scope != Scope::Domain && row.institution != scope.institution() {
        return Err(Error::DomainAdminNeeded(
            "it was not scheduled by an admin of your institution",
        ));
    }
    if row.ran.is_some() {
        return Err(Error::StepHasRun);
    }
    if row.cancelled.is_some() {
        return Ok(Receipt::of(id));
    }
    let ending = work.reads().step_ending(id)?;
    let ending = ending.filter(StepRow::is_waiting);
    let unit = work.identifier()?;
    let reason = reason.map(|reason| work.seal_text(reason)).transpose()?;
    let (position, mut open) =
        work.begin_unit(unit, work.caller.channel, cancelled(&row), reason)?;
    if let Some(ending) = ending {
        work.continue_batch(&mut open, cancelled(&ending))?;
    }
    work.finish_batch()?;
    Ok(Receipt::of(id).at(position))
}

fn cancelled(row: &StepRow) -> NewEvent<'static> {
    let step = row.id.into();
    NewEvent {
        institution: row.institution,
        ..NewEvent::of_ledger(Body::StepCancelled(StepCancelled { step }))
    }
}
