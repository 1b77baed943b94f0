//! Plans a reversal or a replay (R14, R52, R54).

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rollbook_book::Reads;
use rollbook_domain::AccountId;
use rollbook_domain::reversal::Aim;
use uuid::Uuid;

use super::consequences::Settled;
use super::digest::plan_id;
use super::drafts::Drafts;
use super::judge::Terms;
use super::present::{Subject, present};
use super::rows::{Tally, decided, reports};
use super::target::{Target, unknown};
use super::{ReversalOptions, ReversalTarget};
use crate::accounts::named_ever;
use crate::history::Query;
use crate::imports::Decided;
use crate::{Error, Operator, Reader, answers};

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
                guards: self.ledger.settings.guards,
                overrides_guards: options.override_guards.is_some(),
            };
            present(**self, reads, subject, &resolution)
        })
    }

    pub(super) fn drafts(
        &self,
        reads: &Reads<'_>,
        aim: Aim,
        target: &ReversalTarget,
        options: &ReversalOptions,
    ) -> Result<Drafts, Error> {
        if aim == Aim::Again && !options.force.is_empty() {
            return Err(Error::invalid(
                "force",
                "giving again overrides whatever has changed since: there is nothing to force",
            ));
        }
        let terms = Terms {
            scope: self.scope(),
            acting_as: self.caller.account,
            forced: self.forced(reads, &options.force)?,
        };
        let found = Arc::new(self.target(reads, target)?);
        let drafts = Drafts::judge(reads, &self.ledger.vault, aim, found, Arc::new(terms))?;
        if drafts.is_empty() {
            return Err(unknown(target));
        }
        drafts.require_forced()?;
        Ok(drafts)
    }

    fn forced(
        &self,
        reads: &Reads<'_>,
        force: &[String],
    ) -> Result<HashMap<AccountId, String>, Error> {
        force
            .iter()
            .map(|who| Ok((self.find_in(reads, who)?, who.clone())))
            .collect()
    }

    fn target(&self, reads: &Reads<'_>, asked: &ReversalTarget) -> Result<Target, Error> {
        let ReversalTarget::Query(text) = asked else {
            return Target::find(reads, asked.clone(), Vec::new());
        };
        let query: Query = text.parse()?;
        let queried = self.positions(reads, &query)?;
        // What is recorded must not name a person who may be deleted one day (R42, R43).
        let asked = match query.names_accounts() {
            true => {
                let ids_of = |who: &str| named_ever_ids(**self, reads, who);
                ReversalTarget::Query(query.by_account_ids(ids_of)?.to_string())
            }
            false => asked.clone(),
        };
        Target::find(reads, asked, queried)
    }
}

/// The ids of the accounts that a word names now or once named.
fn named_ever_ids(
    reader: Reader<'_>,
    reads: &Reads<'_>,
    who: &str,
) -> Result<Vec<AccountId>, Error> {
    let mut ids = Vec::new();
    for number in named_ever(reads, &reader.ledger.vault, reader.scope(), who)? {
        ids.extend(reads.account_by_number(number)?.map(|row| row.id));
    }
    Ok(ids)
}

impl Drafts {
    /// Whoever is named to be forced must be among those of which something would be kept: a
    /// mistyped name must not pass as done.
    fn require_forced(&self) -> Result<(), Error> {
        let keeping: HashSet<AccountId> = self
            .iter()
            .filter(|draft| draft.would_keep)
            .map(|draft| draft.id)
            .collect();
        let forced = self.terms.forced.iter();
        let mut idle: Vec<&str> = forced
            .filter(|(id, _)| !keeping.contains(id))
            .map(|(_, who)| who.as_str())
            .collect();
        if idle.is_empty() {
            return Ok(());
        }
        idle.sort_unstable();
        let idle = idle.join(", ");
        Err(Error::invalid(
            "force",
            format!(
                "nothing would be kept of {idle}: name only accounts of which the plan keeps something"
            ),
        ))
    }
}
