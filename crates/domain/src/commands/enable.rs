//! End a suspension.

use super::Decision;
use crate::{Event, Refusal, Status};

pub(super) fn decide(status: Status) -> Result<Decision, Refusal> {
    match status {
        Status::Active => Ok(Decision::NothingToDo),
        Status::Disabled => Ok(Decision::Record(Event::AccountEnabled)),
        Status::Deactivated => Err(Refusal::ReactivateInstead),
        Status::Deleted => Err(Refusal::DeletedAccount),
    }
}
