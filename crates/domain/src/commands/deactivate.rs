//! Lock and hide an account for good, keeping profile, data, progress and block (R13).

use super::Decision;
use crate::{Event, Refusal, Status};

pub(super) fn decide(status: Status) -> Result<Decision, Refusal> {
    match status {
        Status::Active | Status::Disabled => Ok(Decision::Record(Event::AccountDeactivated)),
        Status::Deactivated => Ok(Decision::NothingToDo),
        Status::Deleted => Err(Refusal::DeletedAccount),
    }
}
