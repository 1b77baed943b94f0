//! Destroy an account by hand (R41). Deleting cannot be refused by the status:
//! a second deletion finds nothing left to do.

use super::Decision;
use crate::{Event, Status};

pub(super) fn decide(status: Status) -> Decision {
    match status {
        Status::Active | Status::Disabled | Status::Deactivated => {
            Decision::Record(Event::AccountDeleted)
        }
        Status::Deleted => Decision::NothingToDo,
    }
}
