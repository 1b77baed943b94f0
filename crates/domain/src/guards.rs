//! What stops a batch before its first event, because it looks like a mistake (R60).

use crate::{Effects, Exposure, InstitutionId, SeatScope};

/// The largest share of an institution's or the domain's accounts that a batch may affect, in percent.
pub const SHARE_PERCENT: u64 = 20;
/// Shares count where at least this many accounts were active or disabled; below, a share says little.
pub const SHARE_FROM_ACCOUNTS: u64 = 100;
/// The largest number of accounts that a batch may delete.
pub const DELETIONS: u64 = 25;

/// The limits of the guards; they are settings.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Guards {
    /// See [`SHARE_PERCENT`].
    pub share_percent: u64,
    /// See [`SHARE_FROM_ACCOUNTS`].
    pub share_from_accounts: u64,
    /// See [`DELETIONS`].
    pub deletions: u64,
}

impl Default for Guards {
    fn default() -> Self {
        Guards {
            share_percent: SHARE_PERCENT,
            share_from_accounts: SHARE_FROM_ACCOUNTS,
            deletions: DELETIONS,
        }
    }
}

/// A guard that stands against a batch until somebody overrides it with a reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GuardStop {
    /// `share-of-institution`, `share-of-domain`, `deletions` or `header-only`; never renamed.
    pub code: &'static str,
    /// How many accounts the batch may affect.
    pub limit: u64,
    /// How many accounts it would affect.
    pub actual: u64,
    /// The institution, where it is one's share.
    pub institution: Option<InstitutionId>,
    /// What it says to an administrator.
    pub message: String,
}

impl Guards {
    /// Every guard that the effects run into; none means that the batch may go on. `place` says
    /// what a person calls a scope: names are not known here.
    pub fn check(&self, effects: &Effects, place: &dyn Fn(SeatScope) -> String) -> Vec<GuardStop> {
        let institutions = effects
            .institutions()
            .filter_map(|(institution, exposure)| {
                self.check_share(SeatScope::Institution(institution), exposure, place)
            });
        self.check_header_only(effects)
            .into_iter()
            .chain(self.check_deletions(effects))
            .chain(self.check_share(SeatScope::Domain, effects.domain(), place))
            .chain(institutions)
            .collect()
    }

    fn check_header_only(&self, effects: &Effects) -> Option<GuardStop> {
        let actual = effects.domain().affected;
        effects.header_only().then(|| GuardStop {
            code: "header-only",
            limit: 0,
            actual,
            institution: None,
            message: format!(
                "the full list of users has a header and no rows, so it says that everyone has left; it would affect {actual} accounts"
            ),
        })
    }

    fn check_deletions(&self, effects: &Effects) -> Option<GuardStop> {
        let (limit, actual) = (self.deletions, effects.counts().delete);
        (actual > limit).then(|| GuardStop {
            code: "deletions",
            limit,
            actual,
            institution: None,
            message: format!(
                "the batch would delete {actual} accounts for good; the limit is {limit}"
            ),
        })
    }

    fn check_share(
        &self,
        scope: SeatScope,
        exposure: Exposure,
        place: &dyn Fn(SeatScope) -> String,
    ) -> Option<GuardStop> {
        let Exposure {
            before,
            affected,
            acts,
        } = exposure;
        if before < self.share_from_accounts {
            return None;
        }
        // Accounts are whole, so rounding the limit down loses none: 20 % of 104 allows 20, and 21 are more.
        let limit = before.saturating_mul(self.share_percent) / 100;
        let (code, institution) = match scope {
            SeatScope::Domain => ("share-of-domain", None),
            SeatScope::Institution(institution) => ("share-of-institution", Some(institution)),
        };
        (affected > limit).then(|| GuardStop {
            code,
            limit,
            actual: affected,
            institution,
            message: format!(
                "the batch would {acts} {affected} of the {before} active or disabled accounts of {}; the limit is {limit} ({} %)",
                place(scope),
                self.share_percent
            ),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Account, Event, Origin};

    const NORTH: InstitutionId = InstitutionId(1);
    const SOUTH: InstitutionId = InstitutionId(2);

    fn account(institution: InstitutionId) -> Account {
        Account::created(institution, Origin::Import, false)
    }

    /// Codes, limits and numbers of the guards that stop `affected` accounts of North
    /// among so many in North and South.
    fn check(north: u64, south: u64, affected: u64, event: Event) -> Vec<(&'static str, u64, u64)> {
        let mut effects = Effects::new([(NORTH, north), (SOUTH, south)]);
        for _ in 0..affected {
            effects.add(Some(&account(NORTH)), &[event], false);
        }
        stops(&effects)
    }

    fn stops(effects: &Effects) -> Vec<(&'static str, u64, u64)> {
        let stops = Guards::default().check(effects, &|scope| scope.to_string());
        stops
            .iter()
            .map(|stop| (stop.code, stop.limit, stop.actual))
            .collect()
    }

    #[test]
    fn r60_more_than_a_fifth_stops_and_exactly_a_fifth_does_not() {
        let event = Event::AccountDeactivated;
        assert_eq!(check(104, 1000, 20, event), []);
        assert_eq!(
            check(104, 1000, 21, event),
            [("share-of-institution", 20, 21)]
        );
        assert_eq!(
            check(100, 0, 21, event),
            [
                ("share-of-domain", 20, 21),
                ("share-of-institution", 20, 21)
            ]
        );
    }

    #[test]
    fn r60_shares_count_from_a_hundred_accounts_up() {
        assert_eq!(check(99, 0, 99, Event::AccountDisabled), []);
        // Each institution is small, and the domain is not.
        assert_eq!(
            check(99, 1, 21, Event::AccountDisabled),
            [("share-of-domain", 20, 21)]
        );
    }

    #[test]
    fn r60_more_than_25_deletions_stop_in_a_domain_of_any_size() {
        assert_eq!(check(1_000_000, 0, 25, Event::AccountDeleted), []);
        assert_eq!(
            check(1_000_000, 0, 26, Event::AccountDeleted),
            [("deletions", 25, 26)]
        );
        assert_eq!(
            check(50, 0, 26, Event::AccountDeleted),
            [("deletions", 25, 26)]
        );
    }

    #[test]
    fn r60_what_harms_nobody_is_not_counted() {
        for event in [
            Event::AccountEnabled,
            Event::AccountReactivated,
            Event::ProfileChanged { institution: None },
            Event::ActivityRecorded {
                logged_in: true,
                has_grades: true,
            },
        ] {
            assert_eq!(check(100, 0, 100, event), [], "{event:?}");
        }
        let mut effects = Effects::new([(NORTH, 100)]);
        let creation = Event::AccountCreated {
            institution: NORTH,
            origin: Origin::Import,
            blocked: false,
        };
        (0..100).for_each(|_| effects.add(None, &[creation], false));
        assert_eq!(stops(&effects), []);
    }

    #[test]
    fn r60_a_new_email_or_username_counts() {
        let mut effects = Effects::new([(NORTH, 100), (SOUTH, 900)]);
        let change = [Event::ProfileChanged { institution: None }];
        (0..21).for_each(|_| effects.add(Some(&account(NORTH)), &change, true));
        let stops = Guards::default().check(&effects, &|scope| scope.to_string());
        let [stop] = stops.as_slice() else {
            panic!("one guard stops, not {stops:?}");
        };
        assert_eq!(stop.institution, Some(NORTH));
        assert!(
            stop.message.contains("would rename 21 of the 100"),
            "{}",
            stop.message
        );
    }

    #[test]
    fn r60_a_guard_names_what_the_batch_would_do_and_nothing_else() {
        let message = |events: &[Event], renamed| {
            let mut effects = Effects::new([(NORTH, 100)]);
            (0..11).for_each(|_| effects.add(Some(&account(NORTH)), events, renamed));
            (0..11).for_each(|_| {
                effects.add(Some(&account(NORTH)), &[Event::AccountDeactivated], false);
            });
            Guards::default()
                .check(&effects, &|scope| scope.to_string())
                .remove(0)
                .message
        };
        for (events, renamed, words) in [
            (
                &[Event::AccountDeactivated][..],
                false,
                "would deactivate 22",
            ),
            (
                &[Event::AccountDeleted],
                false,
                "would deactivate or delete 22",
            ),
            (
                &[Event::AccountDisabled],
                true,
                "would disable, deactivate or rename 22",
            ),
        ] {
            let message = message(events, renamed);
            assert!(message.contains(words), "{message}");
        }
    }

    #[test]
    fn r33_a_header_only_full_import_always_stops() {
        let mut effects = Effects::new([(NORTH, 10)]);
        effects.set_header_only();
        assert_eq!(stops(&effects), [("header-only", 0, 0)]);
    }

    #[test]
    fn r60_limits_are_settings() {
        let mut effects = Effects::new([(NORTH, 10)]);
        (0..2).for_each(|_| effects.add(Some(&account(NORTH)), &[Event::AccountDeleted], false));
        let guards = Guards {
            share_percent: 10,
            share_from_accounts: 10,
            deletions: 1,
        };
        let codes: Vec<_> = guards
            .check(&effects, &|scope| scope.to_string())
            .iter()
            .map(|stop| stop.code)
            .collect();
        assert_eq!(
            codes,
            ["deletions", "share-of-domain", "share-of-institution"]
        );
    }
}
