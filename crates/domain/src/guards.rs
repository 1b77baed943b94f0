//! What stops a batch before its first event, because it looks like a mistake (R60).

use crate::batch::{Effects, Exposure};
use crate::{InstitutionId, SeatScope};

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
    /// Every guard that the effects run into; none means that the batch may go on.
    pub fn check(&self, effects: &Effects) -> Vec<GuardStop> {
        let institutions = effects
            .institutions()
            .filter_map(|(institution, exposure)| {
                self.check_share(SeatScope::Institution(institution), exposure)
            });
        self.check_header_only(effects)
            .into_iter()
            .chain(self.check_deletions(effects))
            .chain(self.check_share(SeatScope::Domain, effects.domain()))
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

    fn check_share(&self, scope: SeatScope, exposure: Exposure) -> Option<GuardStop> {
        let Exposure { before, affected } = exposure;
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
                "the batch would disable, deactivate, delete or rename {affected} of the {before} active or disabled accounts of {scope}; the limit is {limit} ({} %)",
                self.share_percent
            ),
        })
    }
}
