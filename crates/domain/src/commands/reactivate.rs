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

#[cfg(test)]
mod tests {
    use crate::testing::given;
    use crate::{Command, Event, Refusal, Status};

    #[test]
    fn r13_reactivating_gives_the_status_back_that_was() {
        for (history, status) in [
            (vec![Event::AccountDeactivated], Status::Active),
            (
                vec![Event::AccountDisabled, Event::AccountDeactivated],
                Status::Disabled,
            ),
        ] {
            let account = given(history)
                .when(Command::Reactivate)
                .then_records(Event::AccountReactivated);
            assert_eq!(account.status(), status);
        }
    }

    #[test]
    fn r40_an_active_account_needs_no_reactivating() {
        given([]).when(Command::Reactivate).then_nothing_to_do();
    }

    #[test]
    fn r40_a_disabled_account_is_enabled_instead() {
        given([Event::AccountDisabled])
            .when(Command::Reactivate)
            .then_refuses(Refusal::EnableInstead);
    }
}
