//! What a step's run did to the accounts that exist for the caller (R16): one that has moved
//! elsewhere is not counted, or the number would tell of it.

use rollbook_book::{Reads, StepRow};
use rollbook_domain::{Position, StepId};
use rollbook_records::{BatchRecorded, Body, Kind, StepRan};

use super::list::damaged;
use crate::caller::Scope;
use crate::seen::Seen;
use crate::{Error, answers};

/// Of the accounts of a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Numbers {
    pub(crate) changed: u64,
    pub(crate) nothing_to_do: u64,
    pub(crate) refused: u64,
}

impl Numbers {
    /// Of the run that is recorded at a position; what it changed and refused stands behind it.
    pub(crate) fn of(
        reads: &Reads<'_>,
        scope: Scope,
        step: &StepRow,
        (position, ran): (Position, &StepRan),
    ) -> Result<Numbers, Error> {
        let recorded = Numbers {
            changed: ran.changed,
            nothing_to_do: ran.nothing_to_do,
            refused: ran.refused,
        };
        let Some(own) = scope.institution() else {
            return Ok(recorded);
        };
        let last = Position(position.0 + ran.changed + ran.refused);
        let range = (Position(position.0 + 1), last);
        let seen = match step.institution == Some(own) {
            true => Seen::of_own(reads, scope, Position(step.number), range)?,
            false => Seen::of(reads, scope, range.0, range.1)?,
        };
        let refused = seen.hidden(Kind::StepRefused);
        let with_events = (ran.changed + ran.refused).saturating_sub(seen.events);
        let elsewhere = reads
            .step_size(step.number, None)?
            .saturating_sub(reads.step_size(step.number, Some(own))?);
        Ok(Numbers {
            changed: ran
                .changed
                .saturating_sub(with_events.saturating_sub(refused)),
            nothing_to_do: ran
                .nothing_to_do
                .saturating_sub(elsewhere.saturating_sub(with_events)),
            refused: ran.refused.saturating_sub(refused),
        })
    }
}

/// The effects of a batch as the caller may know them, where a step's run made it.
pub(crate) fn effects_of_step(
    reads: &Reads<'_>,
    scope: Scope,
    (first, batch): (Position, &BatchRecorded),
    told: answers::Effects,
) -> Result<answers::Effects, Error> {
    let Some(step) = batch.of_step else {
        return Ok(told);
    };
    let position = Position(first.0 + 1);
    let step = reads.step(StepId::from(step))?;
    let (Some(step), Body::StepRan(ran)) = (step, reads.record(position)?.body) else {
        return Err(damaged(position));
    };
    let numbers = Numbers::of(reads, scope, &step, (position, &ran))?;
    Ok(answers::Effects {
        nothing_to_do: numbers.nothing_to_do,
        ..told
    })
}
