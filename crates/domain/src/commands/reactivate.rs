//! Bring a deactivated account back as it was: to active, or to disabled if it is blocked underneath.

use super::Decision;
use crate::{Event, Refusal, Status};

pub(super) fn decide(status: Status) -> Result<Decision, Refusal> {
    match status {
        Status::Active => Ok(Decision::NothingToDo),
        Status::Disabled => Err(Refusal::EnableInstead),
        Status::Deactivated => Ok(Decision::Record(Event::AccountReactivated)),
        Status::Deleted => Err(Refusal::DeletedAccount),
    }
}
