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

#[cfg(test)]
mod tests {
    use crate::testing::given;
    use crate::{Command, Event, Refusal, Status};

    #[test]
    fn r40_disabling_suspends_an_active_account() {
        let account = given([])
            .when(Command::Disable)
            .then_records(Event::AccountDisabled);
        assert_eq!(account.status(), Status::Disabled);
    }

    #[test]
    fn r40_a_disabled_account_is_left_as_it_is() {
        given([Event::AccountDisabled])
            .when(Command::Disable)
            .then_nothing_to_do();
    }

    #[test]
    fn r40_a_deactivated_account_must_be_reactivated_first() {
        given([Event::AccountDeactivated])
            .when(Command::Disable)
            .then_refuses(Refusal::ReactivateFirst);
    }
}
