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

#[cfg(test)]
mod tests {
    use crate::testing::given;
    use crate::{Command, Event, Refusal, Status};

    #[test]
    fn r40_enabling_ends_a_suspension() {
        let account = given([Event::AccountDisabled])
            .when(Command::Enable)
            .then_records(Event::AccountEnabled);
        assert_eq!(account.status(), Status::Active);
    }

    #[test]
    fn r40_an_active_account_needs_no_enabling() {
        given([]).when(Command::Enable).then_nothing_to_do();
    }

    #[test]
    fn r40_a_deactivated_account_is_reactivated_instead_blocked_or_not() {
        for history in [
            vec![Event::AccountDeactivated],
            vec![Event::AccountDisabled, Event::AccountDeactivated],
        ] {
            given(history)
                .when(Command::Enable)
                .then_refuses(Refusal::ReactivateInstead);
        }
    }
}
