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
