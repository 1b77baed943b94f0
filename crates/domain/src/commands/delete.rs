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

#[cfg(test)]
mod tests {
    use crate::testing::{INSTITUTION, given};
    use crate::{Account, Command, Event};

    #[test]
    fn r42_deleting_leaves_only_where_the_account_belonged() {
        for history in [
            vec![],
            vec![Event::AccountDisabled],
            vec![Event::AccountDeactivated],
        ] {
            let account = given(history)
                .when(Command::Delete)
                .then_records(Event::AccountDeleted);
            assert_eq!(
                account,
                Account::Deleted {
                    institution: INSTITUTION
                }
            );
        }
    }

    #[test]
    fn r41_a_deleted_account_has_nothing_left_to_delete() {
        given([Event::AccountDeleted])
            .when(Command::Delete)
            .then_nothing_to_do();
    }
}
