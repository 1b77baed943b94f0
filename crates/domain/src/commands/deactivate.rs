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

#[cfg(test)]
mod tests {
    use crate::testing::given;
    use crate::{Account, Command, Event, Status};

    #[test]
    fn r13_deactivating_keeps_the_block_underneath() {
        for (history, blocked) in [(vec![], false), (vec![Event::AccountDisabled], true)] {
            let account = given(history)
                .when(Command::Deactivate)
                .then_records(Event::AccountDeactivated);
            assert_eq!(account.status(), Status::Deactivated);
            assert!(matches!(account, Account::Living(living) if living.blocked == blocked));
        }
    }

    #[test]
    fn r10_a_deactivated_account_is_nothing_to_do_and_no_error() {
        given([Event::AccountDeactivated])
            .when(Command::Deactivate)
            .then_nothing_to_do();
    }
}
