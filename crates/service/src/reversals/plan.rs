//! Plans a reversal or a replay (R14, R52, R54).

use std::collections::HashSet;
use std::sync::Arc;

use rollbook_book::Reads;
use rollbook_domain::reversal::Aim;
use rollbook_domain::{AccountId, Position};
use uuid::Uuid;

use super::consequences::Settled;
use super::digest::plan_id;
use super::drafts::Drafts;
use super::judge::Terms;
use super::present::{Subject, present};
use super::rows::{Tally, decided, reports};
use super::target::{Target, unknown};
use super::{ReversalOptions, ReversalTarget};
use crate::history::Query;
use crate::imports::Decided;
use crate::{Error, Operator, answers};

/// A reversal, decided at one position.
pub(super) struct Resolution {
    pub(super) drafts: Drafts,
    pub(super) plan_id: Uuid,
    pub(super) tally: Tally,
    /// Reports of activity that stay.
    pub(super) reports: u64,
    pub(super) settled: Arc<Settled>,
    pub(super) decided: Decided,
}

impl Resolution {
    /// Of accounts that were judged at this very position.
    pub(super) fn of(
        reads: &Reads<'_>,
        vault: &crate::vault::Vault,
        drafts: Drafts,
    ) -> Result<Resolution, Error> {
        let settled = Settled::of(reads, vault, &drafts)?;
        Ok(Resolution {
            plan_id: plan_id(vault, &drafts, &settled),
            tally: Tally::of(&drafts, &settled),
            reports: reports(&drafts, &settled),
            decided: decided(reads, &drafts, &settled)?,
            settled: Arc::new(settled),
            drafts,
        })
    }
}

impl Operator<'_> {
    /// What taking a batch, an event or a query's result back, or giving it again, would do.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a batch or an event of which nothing exists for the caller (R16), and
    /// for an account to force that does not; [`Error::Invalid`] for a query that finds nothing, and
    /// for an account to force of which nothing would be kept.
    pub fn plan_reversal(
        &self,
        aim: Aim,
        target: &ReversalTarget,
        options: &ReversalOptions,
    ) -> Result<answers::Reversal, Error> {
        let options = options.accepted()?;
        self.ledger.read(|reads| {
            let drafts = self.drafts(reads, aim, target, &options)?;
            let resolution = Resolution::of(reads, &self.ledger.vault, drafts)?;
            let subject = Subject {
                target,
                guards: self.ledger.settings.guards,
                overrides_guards: options.override_guards.is_some(),
            };
            present(**self, reads, &subject, &resolution)
        })
    }

    pub(super) fn drafts(
        &self,
        reads: &Reads<'_>,
        aim: Aim,
        target: &ReversalTarget,
        options: &ReversalOptions,
    ) -> Result<Drafts, Error> {
        let terms = Terms {
            scope: self.scope(),
            acting_as: self.caller.account,
            forced: self.forced(reads, &options.force)?,
        };
        let queried = self.queried(reads, target)?;
        let found = Arc::new(Target::find(reads, target, queried)?);
        let drafts = Drafts::judge(reads, &self.ledger.vault, aim, found, Arc::new(terms))?;
        if drafts.is_empty() {
            return Err(unknown(target));
        }
        drafts.require_forced()?;
        Ok(drafts)
    }

    fn forced(&self, reads: &Reads<'_>, force: &[String]) -> Result<HashSet<AccountId>, Error> {
        force.iter().map(|who| self.find_in(reads, who)).collect()
    }

    /// The events that a query finds.
    fn queried(
        &self,
        reads: &Reads<'_>,
        target: &ReversalTarget,
    ) -> Result<Option<Vec<Position>>, Error> {
        let ReversalTarget::Query(text) = target else {
            return Ok(None);
        };
        let query: Query = text.parse()?;
        self.positions(reads, &query).map(Some)
    }
}

impl Drafts {
    /// Whoever is named to be forced must be among those that something is taken back of: a
    /// mistyped name must not pass as done.
    fn require_forced(&self) -> Result<(), Error> {
        let concerned: HashSet<AccountId> = self.iter().map(|draft| draft.id).collect();
        match self.terms.forced.is_subset(&concerned) {
            true => Ok(()),
            false => Err(Error::invalid(
                "force",
                "nothing is to be put back of one of the accounts that it names",
            )),
        }
    }
}
