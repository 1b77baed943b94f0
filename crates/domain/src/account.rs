//! One account as its events have made it.

use std::fmt;
use std::str::FromStr;

use crate::{InstitutionId, Status, words};

/// Who states that an account exists.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Origin {
    /// A student information system does.
    Import,
    /// It was added by hand, by API or by profile `accounts`.
    Manual,
}

impl Origin {
    /// The name used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Origin::Import => "import",
            Origin::Manual => "manual",
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A text that names no origin.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("there is no origin {0:?}: say import or manual")]
pub struct UnknownOrigin(pub String);

impl FromStr for Origin {
    type Err = UnknownOrigin;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Origin::Import, Origin::Manual]
            .into_iter()
            .find(|origin| origin.as_str() == text)
            .ok_or_else(|| UnknownOrigin(text.to_owned()))
    }
}

/// What protects an account from being deleted by an import (R30).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Facts {
    /// The person has logged in at least once.
    pub logged_in: bool,
    /// The person has grades.
    pub has_grades: bool,
    /// The person owns a class.
    pub owns_classes: bool,
    /// A status, profile or group command outside imports and reversals has changed the account.
    pub modified_by_hand: bool,
}

impl Facts {
    /// Whether the account is one with data: it has logged in, has grades or owns a class.
    pub fn with_data(self) -> bool {
        self.logged_in || self.has_grades || self.owns_classes
    }

    /// What keeps an import from deleting the account; `None` for a stub (R30).
    pub fn protection(self) -> Option<Protection> {
        (self != Facts::default()).then_some(Protection(self))
    }
}

/// The facts that keep an import from deleting an account: at least one (R30).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Protection(Facts);

impl Protection {
    /// Each fact that protects.
    pub fn facts(self) -> Facts {
        self.0
    }
}

/// What an administrator reads after "it": `has logged in and owns classes`.
impl fmt::Display for Protection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let facts: Vec<&str> = [
            (self.0.logged_in, "has logged in"),
            (self.0.has_grades, "has grades"),
            (self.0.owns_classes, "owns classes"),
            (self.0.modified_by_hand, "was changed by hand"),
        ]
        .into_iter()
        .filter_map(|(holds, fact)| holds.then_some(fact))
        .collect();
        formatter.write_str(&words::list(&facts, "and"))
    }
}

/// An account that has not been deleted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Living {
    /// Where the account belongs, and whose seat it takes.
    pub institution: InstitutionId,
    /// Who states that it exists.
    pub origin: Origin,
    /// Whether it is suspended. Independent of `deactivated`, so that a reactivation gives the block back.
    pub blocked: bool,
    /// Whether it has left for good.
    pub deactivated: bool,
    /// What protects it from deletion by an import.
    pub facts: Facts,
}

/// An account: alive with all that is known of it, or an anonymous shell.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Account {
    /// Active, disabled or deactivated.
    Living(Living),
    /// Only where it once belonged is left, so that events stay countable (R42).
    Deleted {
        /// The institution at the time of deletion.
        institution: InstitutionId,
    },
}

impl Account {
    /// The account that its first event makes.
    pub fn created(institution: InstitutionId, origin: Origin, blocked: bool) -> Account {
        Account::Living(Living {
            institution,
            origin,
            blocked,
            deactivated: false,
            facts: Facts::default(),
        })
    }

    /// Deleted, else deactivated, else disabled (blocked), else active.
    pub fn status(&self) -> Status {
        match self {
            Account::Deleted { .. } => Status::Deleted,
            Account::Living(living) if living.deactivated => Status::Deactivated,
            Account::Living(living) if living.blocked => Status::Disabled,
            Account::Living(_) => Status::Active,
        }
    }

    /// Whether the account uses up a licence of its institution (R45).
    pub fn takes_seat(&self) -> bool {
        self.status().takes_seat()
    }

    /// Where the account belongs, or belonged when it was deleted.
    pub fn institution(&self) -> InstitutionId {
        match self {
            Account::Living(living) => living.institution,
            Account::Deleted { institution } => *institution,
        }
    }

    /// What is known of it, unless it is deleted.
    pub fn living(&self) -> Option<&Living> {
        match self {
            Account::Living(living) => Some(living),
            Account::Deleted { .. } => None,
        }
    }

    /// Whether it is without data and was never modified by hand; only such an
    /// account can be deleted by an import (R28 to R30).
    pub fn stub(&self) -> bool {
        self.living()
            .is_some_and(|living| living.facts.protection().is_none())
    }

    /// The account where its person owns a class, or owns none any more (R30). Classes have events
    /// of their own; who owns one follows from them.
    #[must_use]
    pub fn with_ownership(self, owns_classes: bool) -> Account {
        match self {
            Account::Living(living) => Account::Living(Living {
                facts: Facts {
                    owns_classes,
                    ..living.facts
                },
                ..living
            }),
            Account::Deleted { .. } => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn living() -> Living {
        Living {
            institution: InstitutionId(7),
            origin: Origin::Import,
            blocked: false,
            deactivated: false,
            facts: Facts::default(),
        }
    }

    #[test]
    fn deactivated_outranks_disabled() {
        let both = Living {
            blocked: true,
            deactivated: true,
            ..living()
        };
        assert_eq!(Account::Living(both).status(), Status::Deactivated);
        let blocked = Living {
            blocked: true,
            ..living()
        };
        assert_eq!(Account::Living(blocked).status(), Status::Disabled);
        assert_eq!(Account::Living(living()).status(), Status::Active);
    }

    #[test]
    fn r30_any_fact_makes_an_account_more_than_a_stub() {
        assert!(Account::Living(living()).stub());
        let facts = [
            Facts {
                logged_in: true,
                ..Facts::default()
            },
            Facts {
                has_grades: true,
                ..Facts::default()
            },
            Facts {
                owns_classes: true,
                ..Facts::default()
            },
            Facts {
                modified_by_hand: true,
                ..Facts::default()
            },
        ];
        for facts in facts {
            assert_eq!(facts.with_data(), !facts.modified_by_hand);
            assert!(!Account::Living(Living { facts, ..living() }).stub());
        }
        assert!(
            !Account::Deleted {
                institution: InstitutionId(7)
            }
            .stub()
        );
    }

    #[test]
    fn r30_the_protection_says_which_facts_protect() {
        let all = Facts {
            logged_in: true,
            has_grades: true,
            owns_classes: true,
            modified_by_hand: true,
        };
        let words = |facts: Facts| facts.protection().map(|protection| protection.to_string());
        assert_eq!(words(Facts::default()), None);
        assert_eq!(
            words(all).as_deref(),
            Some("has logged in, has grades, owns classes and was changed by hand")
        );
        let graded = Facts {
            has_grades: true,
            ..Facts::default()
        };
        assert_eq!(words(graded).as_deref(), Some("has grades"));
    }

    #[test]
    fn r30_a_class_protects_its_owner_only_as_long_as_there_is_one() {
        let owner = Account::Living(living()).with_ownership(true);
        assert!(!owner.stub());
        assert_eq!(owner.with_ownership(false), Account::Living(living()));
        let deleted = Account::Deleted {
            institution: InstitutionId(7),
        };
        assert_eq!(deleted.with_ownership(true), deleted);
    }
}
