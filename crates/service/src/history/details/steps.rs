//! Details of what is scheduled.

use rollbook_book::StepRow;
use rollbook_domain::Position;
use rollbook_records::{Id, StepRan, StepScheduled};

use super::{damaged, named};
use crate::Error;
use crate::answers::{EventData, ScheduledStep};
use crate::history::event::Renderer;
use crate::schedule::Numbers;

impl Renderer<'_> {
    pub(super) fn step_scheduled(
        &self,
        position: Position,
        event: &StepScheduled,
    ) -> Result<EventData, Error> {
        let (vault, scope) = (self.known.vault(), self.known.scope());
        let reason = event.override_reason.as_ref();
        Ok(EventData::StepScheduled {
            step: self.step(event.step)?,
            accounts: match scope.institution() {
                None => event.accounts.into(),
                // R16: an account that has moved elsewhere since is not counted.
                own => self.known.reads.step_size(position.0, own)?,
            },
            ends: event.ends.map(named),
            override_reason: reason.map(|sealed| vault.text(sealed)).transpose()?,
        })
    }

    pub(super) fn step_ran(&self, position: Position, event: &StepRan) -> Result<EventData, Error> {
        let (reads, scope) = (self.known.reads, self.known.scope());
        let row = self.step_row(event.step)?;
        let numbers = Numbers::of(reads, scope, &row, (position, event))?;
        Ok(EventData::StepRan {
            step: self.step(event.step)?,
            changed: numbers.changed,
            nothing_to_do: numbers.nothing_to_do,
            refused: numbers.refused,
        })
    }

    pub(super) fn step(&self, id: Id) -> Result<ScheduledStep, Error> {
        let step = self.step_row(id)?;
        Ok(ScheduledStep {
            step_id: step.id.to_string(),
            action: step.action.as_str().to_owned(),
            due: step.due,
        })
    }

    fn step_row(&self, id: Id) -> Result<StepRow, Error> {
        let row = self.known.reads.step(id.into())?;
        row.ok_or_else(|| damaged(format!("the step {} was never scheduled", named(id))))
    }
}
