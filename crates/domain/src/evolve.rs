//! What each event makes of an account. Nothing here can fail: what is recorded has happened.

use crate::account::{Account, Living};
use crate::event::Event;

impl Account {
    /// The account that a history makes, from its first event on; `None` where
    /// the first event is not a creation. Each event comes with whether it was done by hand.
    pub fn replay<'a>(history: impl IntoIterator<Item = (&'a Event, bool)>) -> Option<Account> {
        let mut history = history.into_iter();
        let (first, _) = history.next()?;
        let Event::AccountCreated {
            institution,
            origin,
            blocked,
        } = *first
        else {
            return None;
        };
        let created = Account::created(institution, origin, blocked);
        Some(history.fold(created, |account, (event, by_hand)| {
            account.evolve(event, by_hand)
        }))
    }

    /// The account after an event. `by_hand` says that the event came from a
    /// command outside imports and reversals, which protects the account (R30).
    /// A deleted account stays deleted (R32); a second creation changes nothing.
    #[must_use]
    pub fn evolve(self, event: &Event, by_hand: bool) -> Account {
        let Account::Living(mut living) = self else {
            return self;
        };
        if *event == Event::AccountDeleted {
            return Account::Deleted {
                institution: living.institution,
            };
        }
        living.follow(event);
        living.facts.modified_by_hand |= by_hand && event.is_modification();
        Account::Living(living)
    }
}

impl Living {
    fn follow(&mut self, event: &Event) {
        match *event {
            Event::AccountDisabled => self.blocked = true,
            Event::AccountEnabled => self.blocked = false,
            Event::AccountDeactivated => self.deactivated = true,
            Event::AccountReactivated => self.deactivated = false,
            Event::ProfileChanged { institution } => {
                self.institution = institution.unwrap_or(self.institution);
            }
            Event::OriginChanged { origin } => self.origin = origin,
            // A report can only add: what has happened once protects the account for good.
            Event::ActivityRecorded {
                logged_in,
                has_grades,
            } => {
                self.facts.logged_in |= logged_in;
                self.facts.has_grades |= has_grades;
            }
            Event::AccountCreated { .. }
            | Event::AccountDeleted
            | Event::GroupLeft { .. }
            | Event::GroupJoined { .. } => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{Facts, GroupId, InstitutionId, Origin, Status};

    const HOME: InstitutionId = InstitutionId(1);

    fn created() -> Account {
        Account::created(HOME, Origin::Import, false)
    }

    fn facts(account: Account) -> Facts {
        account.living().expect("the account is alive").facts
    }

    #[test]
    fn a_history_begins_with_a_creation_or_makes_no_account() {
        let creation = Event::AccountCreated {
            institution: HOME,
            origin: Origin::Import,
            blocked: true,
        };
        let history = [(&creation, false), (&Event::AccountEnabled, false)];
        assert_eq!(Account::replay(history), Some(created()));
        assert_eq!(Account::replay([(&Event::AccountEnabled, false)]), None);
        assert_eq!(Account::replay([]), None);
    }

    #[test]
    fn r30_only_what_is_done_by_hand_counts_as_modified() {
        let group = GroupId(Uuid::nil());
        for event in [
            Event::ProfileChanged { institution: None },
            Event::GroupJoined { group },
            Event::GroupLeft { group },
            Event::AccountDisabled,
            Event::AccountEnabled,
            Event::AccountDeactivated,
            Event::AccountReactivated,
        ] {
            assert!(
                facts(created().evolve(&event, true)).modified_by_hand,
                "{event:?}"
            );
            assert!(
                !facts(created().evolve(&event, false)).modified_by_hand,
                "{event:?}"
            );
        }
        for event in [
            Event::OriginChanged {
                origin: Origin::Manual,
            },
            Event::ActivityRecorded {
                logged_in: true,
                has_grades: true,
            },
        ] {
            assert!(
                !facts(created().evolve(&event, true)).modified_by_hand,
                "{event:?}"
            );
        }
    }

    #[test]
    fn r48_a_report_of_activity_adds_and_never_takes_away() {
        let logged_in = Event::ActivityRecorded {
            logged_in: true,
            has_grades: false,
        };
        let graded = Event::ActivityRecorded {
            logged_in: false,
            has_grades: true,
        };
        let account = created().evolve(&logged_in, false).evolve(&graded, false);
        assert!(facts(account).logged_in && facts(account).has_grades);
        assert!(!account.stub());
    }

    #[test]
    fn r26_reactivated_and_disabled_takes_the_block_underneath() {
        let account = created()
            .evolve(&Event::AccountDeactivated, false)
            .evolve(&Event::AccountReactivated, false)
            .evolve(&Event::AccountDisabled, false);
        assert_eq!(account.status(), Status::Disabled);
    }

    #[test]
    fn r49_an_account_moves_and_changes_its_origin() {
        let away = InstitutionId(2);
        let account = created()
            .evolve(
                &Event::ProfileChanged {
                    institution: Some(away),
                },
                false,
            )
            .evolve(
                &Event::OriginChanged {
                    origin: Origin::Manual,
                },
                false,
            )
            .evolve(&Event::ProfileChanged { institution: None }, false);
        assert_eq!(account, Account::created(away, Origin::Manual, false));
    }
}
