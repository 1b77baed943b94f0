//! Licences: how many are in use and how many there may be, per institution and in the whole domain.

use std::collections::BTreeMap;
use std::fmt;

use crate::{Account, InstitutionId};

/// What a number of seats is counted for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SeatScope {
    /// The whole installation.
    Domain,
    /// One school or customer.
    Institution(InstitutionId),
}

impl fmt::Display for SeatScope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SeatScope::Domain => formatter.write_str("the domain"),
            SeatScope::Institution(institution) => write!(formatter, "institution {institution}"),
        }
    }
}

/// Seats of one scope (R45).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct SeatCount {
    /// Active accounts.
    pub in_use: u64,
    /// How many there may be; `None` is unlimited. Can be below `in_use`, when it was lowered later.
    pub limit: Option<u64>,
}

impl SeatCount {
    /// Whether one more account can become active.
    pub fn has_room(self) -> bool {
        self.limit.is_none_or(|limit| self.in_use < limit)
    }
}

/// There is no seat left (R46).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct SeatLimitReached {
    /// Whose limit it is.
    pub scope: SeatScope,
    /// Seats in use.
    pub in_use: u64,
    /// Seats there may be.
    pub limit: u64,
}

impl SeatLimitReached {
    /// What it says to a person who calls its scope `place`: names are not known here.
    pub fn sentence(&self, place: &str) -> String {
        let SeatLimitReached { in_use, limit, .. } = self;
        format!(
            "no seat is free: {place} uses {in_use} and may use {limit}; deactivate or disable other accounts, or let a domain admin raise the limit"
        )
    }
}

impl fmt::Display for SeatLimitReached {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.sentence(&self.scope.to_string()))
    }
}

impl std::error::Error for SeatLimitReached {}

/// Seats in use and their limits, everywhere (R45).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Seats {
    domain: SeatCount,
    institutions: BTreeMap<InstitutionId, SeatCount>,
}

impl Seats {
    /// No seat in use, no limit.
    pub fn new() -> Seats {
        Seats::default()
    }

    /// Seats as they were counted: the domain uses what its institutions use together.
    pub fn from_counts(
        domain_limit: Option<u64>,
        institutions: impl IntoIterator<Item = (InstitutionId, SeatCount)>,
    ) -> Seats {
        let institutions: BTreeMap<_, _> = institutions.into_iter().collect();
        let in_use = institutions.values().map(|count| count.in_use).sum();
        Seats {
            domain: SeatCount {
                in_use,
                limit: domain_limit,
            },
            institutions,
        }
    }

    /// Seats in use and the limit of a scope; an institution never heard of uses none.
    pub fn count(&self, scope: SeatScope) -> SeatCount {
        match scope {
            SeatScope::Domain => self.domain,
            SeatScope::Institution(institution) => self
                .institutions
                .get(&institution)
                .copied()
                .unwrap_or_default(),
        }
    }

    /// Seats in use in a scope.
    pub fn in_use(&self, scope: SeatScope) -> u64 {
        self.count(scope).in_use
    }

    /// The whole domain's seats.
    pub fn domain(&self) -> SeatCount {
        self.domain
    }

    /// Every institution's seats, in the order of their numbers.
    pub fn institutions(&self) -> impl Iterator<Item = (InstitutionId, SeatCount)> + '_ {
        self.institutions
            .iter()
            .map(|(institution, count)| (*institution, *count))
    }

    /// Sets a limit; `None` is unlimited. Nobody loses a seat by it.
    pub fn set_limit(&mut self, scope: SeatScope, limit: Option<u64>) {
        match scope {
            SeatScope::Domain => self.domain.limit = limit,
            SeatScope::Institution(institution) => {
                self.institutions.entry(institution).or_default().limit = limit;
            }
        }
    }

    /// Takes a seat for an account that is created, enabled or reactivated (R46).
    pub fn take(&mut self, institution: InstitutionId) -> Result<(), SeatLimitReached> {
        self.check(SeatScope::Institution(institution))?;
        self.check(SeatScope::Domain)?;
        self.occupy(institution);
        Ok(())
    }

    /// Gives a seat back.
    pub fn free(&mut self, institution: InstitutionId) {
        self.domain.in_use = self.domain.in_use.saturating_sub(1);
        if let Some(count) = self.institutions.get_mut(&institution) {
            count.in_use = count.in_use.saturating_sub(1);
        }
    }

    /// Takes an active account's seat along to another institution. The domain's
    /// number stays; the new institution's limit holds as for a new account,
    /// or a move would be a way round it.
    pub fn moved(
        &mut self,
        from: InstitutionId,
        to: InstitutionId,
    ) -> Result<(), SeatLimitReached> {
        if from != to {
            self.check(SeatScope::Institution(to))?;
            self.free(from);
            self.occupy(to);
        }
        Ok(())
    }

    /// Takes, frees or moves the seat that a change of one account calls for, or
    /// says which limit stands against it and changes nothing (R46). `before` is
    /// `None` for a new account. Several events of one account count by their end alone.
    pub fn settle(
        &mut self,
        before: Option<&Account>,
        after: &Account,
    ) -> Result<(), SeatLimitReached> {
        match (seat_of(before), seat_of(Some(after))) {
            (None, Some(institution)) => self.take(institution),
            (Some(institution), None) => {
                self.free(institution);
                Ok(())
            }
            (Some(from), Some(to)) => self.moved(from, to),
            (None, None) => Ok(()),
        }
    }

    /// Follows a change that is recorded already: limits have no say any more.
    pub fn follow(&mut self, before: Option<&Account>, after: &Account) {
        if let Some(institution) = seat_of(before) {
            self.free(institution);
        }
        if let Some(institution) = seat_of(Some(after)) {
            self.occupy(institution);
        }
    }

    fn occupy(&mut self, institution: InstitutionId) {
        self.domain.in_use += 1;
        self.institutions.entry(institution).or_default().in_use += 1;
    }

    fn check(&self, scope: SeatScope) -> Result<(), SeatLimitReached> {
        let count = self.count(scope);
        match count.limit {
            Some(limit) if !count.has_room() => Err(SeatLimitReached {
                scope,
                in_use: count.in_use,
                limit,
            }),
            _ => Ok(()),
        }
    }
}

/// Where an account takes a seat, if it takes one.
fn seat_of(account: Option<&Account>) -> Option<InstitutionId> {
    account
        .filter(|account| account.takes_seat())
        .map(Account::institution)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Event, Origin};

    const NORTH: InstitutionId = InstitutionId(1);
    const SOUTH: InstitutionId = InstitutionId(2);

    fn limited(scope: SeatScope, limit: u64) -> Seats {
        let mut seats = Seats::new();
        seats.set_limit(scope, Some(limit));
        seats
    }

    #[test]
    fn r45_a_limit_is_a_number_or_unlimited() {
        let north = SeatScope::Institution(NORTH);
        let mut seats = limited(north, 1);
        assert_eq!(seats.take(NORTH), Ok(()));
        let reached = SeatLimitReached {
            scope: north,
            in_use: 1,
            limit: 1,
        };
        assert_eq!(seats.take(NORTH), Err(reached));
        assert_eq!(
            seats.take(SOUTH),
            Ok(()),
            "another institution has its own limit"
        );
        assert_eq!(seats.in_use(SeatScope::Domain), 2);
        seats.set_limit(north, None);
        assert_eq!(seats.take(NORTH), Ok(()));
    }

    #[test]
    fn r46_the_domain_has_a_limit_of_its_own() {
        let mut seats = limited(SeatScope::Domain, 2);
        assert_eq!((seats.take(NORTH), seats.take(SOUTH)), (Ok(()), Ok(())));
        let reached = SeatLimitReached {
            scope: SeatScope::Domain,
            in_use: 2,
            limit: 2,
        };
        assert_eq!(seats.take(NORTH), Err(reached));
        seats.free(SOUTH);
        assert_eq!(seats.take(NORTH), Ok(()));
    }

    #[test]
    fn r46_a_refusal_names_the_number_in_use_and_the_limit() {
        let north = SeatScope::Institution(NORTH);
        let seats = Seats::from_counts(
            None,
            [(
                NORTH,
                SeatCount {
                    in_use: 51,
                    limit: Some(50),
                },
            )],
        );
        let reached = seats.clone().take(NORTH).expect_err("no seat is free");
        assert_eq!(
            reached,
            SeatLimitReached {
                scope: north,
                in_use: 51,
                limit: 50
            }
        );
        assert!(
            reached
                .to_string()
                .contains("institution 1 uses 51 and may use 50")
        );
        assert_eq!(
            seats.domain(),
            SeatCount {
                in_use: 51,
                limit: None
            }
        );
    }

    #[test]
    fn r46_a_move_into_a_full_institution_is_refused_and_changes_nothing() {
        let mut seats = limited(SeatScope::Institution(SOUTH), 0);
        seats.take(NORTH).expect("there is no limit");
        let before = seats.clone();
        assert!(seats.moved(NORTH, SOUTH).is_err());
        assert_eq!(seats, before);
        assert_eq!(seats.moved(NORTH, NORTH), Ok(()));
        seats.set_limit(SeatScope::Institution(SOUTH), Some(1));
        seats.set_limit(SeatScope::Domain, Some(1));
        assert_eq!(
            seats.moved(NORTH, SOUTH),
            Ok(()),
            "a move needs no seat of the domain"
        );
        let in_use = [NORTH, SOUTH].map(|one| seats.in_use(SeatScope::Institution(one)));
        assert_eq!(in_use, [0, 1]);
    }

    #[test]
    fn r45_reactivating_a_blocked_account_takes_no_seat() {
        let mut seats = limited(SeatScope::Domain, 0);
        let before =
            Account::created(NORTH, Origin::Manual, true).evolve(&Event::AccountDeactivated, false);
        let after = before.evolve(&Event::AccountReactivated, false);
        assert_eq!(seats.settle(Some(&before), &after), Ok(()));
        assert_eq!(seats.in_use(SeatScope::Domain), 0);
        let enabled = after.evolve(&Event::AccountEnabled, false);
        assert!(seats.settle(Some(&after), &enabled).is_err());
    }
}
