//! What a student information system's lists do to an account: being listed, being left out, and
//! being named in a list of deletions.

use crate::{Account, Event, InstitutionId, Origin, Protection, Refusal};

/// The status events of a row of `users.csv` or `update_users.csv` (R26): being listed
/// reactivates. `may_log_in` is `None` for a blank flag, which leaves the block as it is.
/// `institution` is where a new account belongs; a deleted account is like an unknown one (R32).
///
/// Seats are judged by the account after all of the events: one that is reactivated and disabled
/// takes none.
pub fn listed(
    account: Option<&Account>,
    institution: InstitutionId,
    may_log_in: Option<bool>,
) -> Vec<Event> {
    let Some(living) = account.and_then(Account::living) else {
        return vec![Event::AccountCreated {
            institution,
            origin: Origin::Import,
            blocked: may_log_in == Some(false),
        }];
    };
    let back = living.deactivated.then_some(Event::AccountReactivated);
    let block = match (may_log_in, living.blocked) {
        (Some(true), true) => Some(Event::AccountEnabled),
        (Some(false), false) => Some(Event::AccountDisabled),
        _ => None,
    };
    back.into_iter().chain(block).collect()
}

/// What becomes of an account that a student information system no longer states.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LeftOut {
    /// It was added by hand, so no list of imported accounts speaks of it.
    Untouched,
    /// It is deactivated or deleted already.
    Ended,
    /// It is deactivated, because these facts protect it from deletion (R30).
    Deactivated {
        /// What is to be told as the reason for the downgrade.
        protected_by: Protection,
    },
    /// It is a stub, and nothing of it is kept.
    Deleted,
}

impl LeftOut {
    /// The event that records it, if anything changes.
    pub fn event(self) -> Option<Event> {
        match self {
            LeftOut::Untouched | LeftOut::Ended => None,
            LeftOut::Deactivated { .. } => Some(Event::AccountDeactivated),
            LeftOut::Deleted => Some(Event::AccountDeleted),
        }
    }
}

/// What becomes of an account that a full `users.csv` leaves out (R28).
pub fn left_out(account: &Account) -> LeftOut {
    let Some(living) = account.living() else {
        return LeftOut::Ended;
    };
    if living.origin == Origin::Manual {
        return LeftOut::Untouched;
    }
    if living.deactivated {
        return LeftOut::Ended;
    }
    match living.facts.protection() {
        Some(protected_by) => LeftOut::Deactivated { protected_by },
        None => LeftOut::Deleted,
    }
}

/// What becomes of an account that `delete_users.csv` names (R29).
///
/// # Errors
/// [`Refusal::ProtectedManual`] for an account that was added by hand, whatever its status.
pub fn named_in_deletions(account: &Account) -> Result<LeftOut, Refusal> {
    match left_out(account) {
        LeftOut::Untouched => Err(Refusal::ProtectedManual),
        ended => Ok(ended),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Facts, Status};

    const HOME: InstitutionId = InstitutionId(1);

    /// An imported account after these events of an import.
    fn imported(history: &[Event]) -> Account {
        history.iter().fold(
            Account::created(HOME, Origin::Import, false),
            |account, event| account.evolve(event, false),
        )
    }

    /// Active, disabled, deactivated, and deactivated while blocked.
    fn statuses() -> [Account; 4] {
        [
            imported(&[]),
            imported(&[Event::AccountDisabled]),
            imported(&[Event::AccountDeactivated]),
            imported(&[Event::AccountDisabled, Event::AccountDeactivated]),
        ]
    }

    fn with_facts(account: Account, facts: Facts) -> Account {
        match account {
            Account::Living(living) => Account::Living(crate::Living { facts, ..living }),
            deleted => deleted,
        }
    }

    fn manual(account: Account) -> Account {
        let origin = Origin::Manual;
        account.evolve(&Event::OriginChanged { origin }, false)
    }

    /// Every fact that protects, on its own.
    fn protecting() -> [Facts; 4] {
        let none = Facts::default();
        [
            Facts {
                logged_in: true,
                ..none
            },
            Facts {
                has_grades: true,
                ..none
            },
            Facts {
                owns_classes: true,
                ..none
            },
            Facts {
                modified_by_hand: true,
                ..none
            },
        ]
    }

    #[test]
    fn r26_the_table_of_listed_rows_is_kept_as_written() {
        use Event::{AccountDisabled, AccountEnabled, AccountReactivated};
        let reactivated = &[AccountReactivated][..];
        let table: [(Option<bool>, [&[Event]; 4]); 3] = [
            (
                Some(true),
                [
                    &[],
                    &[AccountEnabled],
                    reactivated,
                    &[AccountReactivated, AccountEnabled],
                ],
            ),
            (
                Some(false),
                [
                    &[AccountDisabled],
                    &[],
                    &[AccountReactivated, AccountDisabled],
                    reactivated,
                ],
            ),
            (None, [&[], &[], reactivated, reactivated]),
        ];
        for (may_log_in, row) in table {
            for (account, expected) in statuses().iter().zip(row) {
                let events = listed(Some(account), HOME, may_log_in);
                assert_eq!(events, expected, "{may_log_in:?} {}", account.status());
                let after = events
                    .iter()
                    .fold(*account, |account, event| account.evolve(event, false));
                let status = match may_log_in {
                    Some(true) => Status::Active,
                    Some(false) => Status::Disabled,
                    None if account.living().is_some_and(|living| living.blocked) => {
                        Status::Disabled
                    }
                    None => Status::Active,
                };
                assert_eq!(after.status(), status);
                assert_eq!(listed(Some(&after), HOME, may_log_in), []);
            }
        }
    }

    #[test]
    fn r26_r32_an_unknown_or_deleted_person_is_created() {
        let deleted = imported(&[Event::AccountDeleted]);
        for account in [None, Some(&deleted)] {
            for (may_log_in, blocked) in [(Some(true), false), (Some(false), true), (None, false)] {
                let creation = Event::AccountCreated {
                    institution: InstitutionId(2),
                    origin: Origin::Import,
                    blocked,
                };
                assert_eq!(listed(account, InstitutionId(2), may_log_in), [creation]);
            }
        }
    }

    #[test]
    fn r28_who_is_left_out_ends_by_what_is_known_of_them() {
        let [active, disabled, deactivated, underneath] = statuses();
        for account in [active, disabled] {
            assert_eq!(left_out(&account), LeftOut::Deleted);
            for facts in protecting() {
                let ended = left_out(&with_facts(account, facts));
                let Some(protected_by) = facts.protection() else {
                    panic!("{facts:?} protects");
                };
                assert_eq!(ended, LeftOut::Deactivated { protected_by });
                assert_eq!(ended.event(), Some(Event::AccountDeactivated));
            }
        }
        for account in [deactivated, underneath] {
            assert_eq!(left_out(&account), LeftOut::Ended);
            assert_eq!(left_out(&account).event(), None);
        }
        let deleted = imported(&[Event::AccountDeleted]);
        assert_eq!(left_out(&deleted), LeftOut::Ended);
    }

    #[test]
    fn r28_a_manual_account_is_never_touched() {
        for account in statuses().map(manual) {
            assert_eq!(left_out(&account), LeftOut::Untouched);
            for facts in protecting() {
                assert_eq!(left_out(&with_facts(account, facts)), LeftOut::Untouched);
            }
        }
        assert_eq!(LeftOut::Untouched.event(), None);
    }

    #[test]
    fn r29_a_list_of_deletions_ends_as_leaving_out_does_and_refuses_manual_accounts() {
        for account in statuses() {
            assert_eq!(named_in_deletions(&account), Ok(left_out(&account)));
            assert_eq!(
                named_in_deletions(&manual(account)),
                Err(Refusal::ProtectedManual)
            );
        }
    }

    #[test]
    fn r30_a_stub_that_was_changed_by_hand_is_deactivated_and_not_deleted() {
        let stub = imported(&[]);
        let changed = stub.evolve(&Event::ProfileChanged { institution: None }, true);
        assert!(stub.stub() && !changed.stub());
        assert_eq!(left_out(&stub).event(), Some(Event::AccountDeleted));
        assert_eq!(left_out(&changed).event(), Some(Event::AccountDeactivated));
        let LeftOut::Deactivated { protected_by } = left_out(&changed) else {
            panic!("it is protected");
        };
        assert_eq!(protected_by.to_string(), "was changed by hand");
    }
}
