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
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, thiserror::Error)]
#[error(
    "no seat is free: {scope} uses {in_use} and may use {limit}; deactivate or disable other accounts, or let a domain admin raise the limit"
)]
pub struct SeatLimitReached {
    /// Whose limit it is.
    pub scope: SeatScope,
    /// Seats in use.
    pub in_use: u64,
    /// Seats there may be.
    pub limit: u64,
}

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
