//! Details of what is scheduled.

use rollbook_records::{Id, StepScheduled};

use super::{damaged, named};
use crate::Error;
use crate::answers::{EventData, ScheduledStep};
use crate::history::event::Renderer;

impl Renderer<'_> {
    pub(super) fn step_scheduled(&self, event: &StepScheduled) -> Result<EventData, Error> {
        let vault = self.known.vault();
        let reason = event.override_reason.as_ref();
        Ok(EventData::StepScheduled {
            step: self.step(event.step)?,
            accounts: event.accounts.into(),
            ends: event.ends.map(named),
            override_reason: reason.map(|sealed| vault.text(sealed)).transpose()?,
        })
    }

    pub(super) fn step(&self, id: Id) -> Result<ScheduledStep, Error> {
        let step = self
            .known
            .reads
            .step(id.into())?
            .ok_or_else(|| damaged(format!("the step {} was never scheduled", named(id))))?;
        Ok(ScheduledStep {
            step_id: step.id.to_string(),
            action: step.action.as_str().to_owned(),
            due: step.due,
        })
    }
}
