//! Suspend an account for a time: the summer, a late start.

use super::Decision;
use crate::{Event, Refusal, Status};

pub(super) fn decide(status: Status) -> Result<Decision, Refusal> {
    match status {
        Status::Active => Ok(Decision::Record(Event::AccountDisabled)),
        Status::Disabled => Ok(Decision::NothingToDo),
        // It takes no seat already, and a block put underneath would surprise whoever reactivates it.
        Status::Deactivated => Err(Refusal::ReactivateFirst),
        Status::Deleted => Err(Refusal::DeletedAccount),
    }
}
