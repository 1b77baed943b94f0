//! How many accounts a batch would harm, and by what: what guards look at (R60).

use std::fmt;

use crate::{Account, Event, Status, words};

/// What guards look at, of one institution.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Exposure {
    /// Accounts that were active or disabled before the batch.
    pub before: u64,
    /// Accounts that the batch disables, deactivates or deletes, or whose email or username it changes.
    pub affected: u64,
    /// What it does to them.
    pub acts: Acts,
}

/// Which of the acts that guards count a batch holds, so that a guard can name them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Acts {
    /// It disables accounts.
    pub disable: bool,
    /// It deactivates accounts.
    pub deactivate: bool,
    /// It deletes accounts.
    pub delete: bool,
    /// It changes an email or a username.
    pub rename: bool,
}

impl Acts {
    pub(crate) fn of(before: &Account, events: &[Event], renamed: bool) -> Acts {
        // Reactivated into a block, a person who could not log in still cannot: nobody is harmed.
        let could_lose_access = before.status() != Status::Deactivated;
        Acts {
            disable: could_lose_access && events.contains(&Event::AccountDisabled),
            deactivate: events.contains(&Event::AccountDeactivated),
            delete: events.contains(&Event::AccountDeleted),
            rename: renamed,
        }
    }

    pub(crate) fn or(self, other: Acts) -> Acts {
        Acts {
            disable: self.disable || other.disable,
            deactivate: self.deactivate || other.deactivate,
            delete: self.delete || other.delete,
            rename: self.rename || other.rename,
        }
    }
}

/// The acts as verbs: `disable, delete or rename`.
impl fmt::Display for Acts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verbs: Vec<&str> = [
            (self.disable, "disable"),
            (self.deactivate, "deactivate"),
            (self.delete, "delete"),
            (self.rename, "rename"),
        ]
        .into_iter()
        .filter_map(|(happens, verb)| happens.then_some(verb))
        .collect();
        formatter.write_str(&words::list(&verbs, "or"))
    }
}
