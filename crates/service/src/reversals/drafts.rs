//! Every account that a reversal concerns, judged at one position, and anew where the log has
//! moved since.

use std::collections::HashMap;
use std::sync::Arc;

use rollbook_book::{Reads, Revision};
use rollbook_domain::reversal::Aim;
use rollbook_domain::{AccountId, Position};
use rollbook_records::Kind;

use super::gather::{Gathered, gather};
use super::history::Histories;
use super::judge::{Draft, Terms, judge_account};
use super::structure::Statements;
use super::target::Target;
use crate::Error;
use crate::caller::Scope;
use crate::vault::Vault;

/// Records behind the position of a decision that are looked at one by one, where it concerns
/// fewer accounts than that.
const LEAST_LOOKED_AT: u64 = 1000;

/// What is taken back, for whom, and what becomes of each account.
#[derive(Clone)]
pub(super) struct Drafts {
    pub(super) aim: Aim,
    pub(super) target: Arc<Target>,
    pub(super) terms: Arc<Terms>,
    /// Where the log stood, and by which views it was read.
    pub(super) revision: Revision,
    /// In the order of the records.
    drafts: Arc<Vec<Draft>>,
    /// Those that were judged anew since, by their place.
    later: HashMap<usize, Draft>,
    /// What is no account's own.
    pub(super) others: Arc<Vec<(Position, Kind)>>,
    ends_class: bool,
    /// Where the classes among them are stated.
    pub(super) statements: Arc<Statements>,
}

impl Drafts {
    pub(super) fn judge(
        reads: &Reads<'_>,
        vault: &Vault,
        aim: Aim,
        target: Arc<Target>,
        terms: Arc<Terms>,
    ) -> Result<Drafts, Error> {
        Self::judge_with(reads, vault, aim, target, terms, None)
    }

    /// The same where it is known to some position where classes are stated.
    fn judge_with(
        reads: &Reads<'_>,
        vault: &Vault,
        aim: Aim,
        target: Arc<Target>,
        terms: Arc<Terms>,
        known: Option<Arc<Statements>>,
    ) -> Result<Drafts, Error> {
        let Gathered {
            of_accounts,
            others,
            ends_class,
        } = gather(reads, &target)?;
        let histories = Histories {
            reads,
            vault,
            target: &target,
            aim,
            ends_class,
        };
        let groups: Vec<_> = of_accounts
            .chunk_by(|(one, _), (next, _)| one == next)
            .collect();
        let ids: Vec<AccountId> = groups
            .iter()
            .filter_map(|group| group.first().map(|(account, _)| *account))
            .collect();
        let mut drafts = Vec::with_capacity(ids.len());
        reads.for_each_account_of(&ids, |place, row| {
            let group = groups.get(place).copied().unwrap_or_default();
            let targets: Vec<_> = group.iter().map(|(_, entry)| *entry).collect();
            drafts.extend(judge_account(&histories, &terms, &row, &targets)?);
            Ok::<_, Error>(())
        })?;
        drafts.sort_unstable_by_key(|draft| draft.first);
        // To an institution admin, only accounts exist.
        let others = match terms.scope {
            Scope::Domain => others,
            Scope::Institution(_) | Scope::Nothing => Vec::new(),
        };
        let statements = match known {
            Some(known) => known,
            None => Arc::new(Statements::find(reads, &others)?),
        };
        Ok(Drafts {
            aim,
            statements,
            revision: reads.revision()?,
            drafts: Arc::new(drafts),
            later: HashMap::new(),
            others: Arc::new(others),
            ends_class,
            target,
            terms,
        })
    }

    /// The same at the head of the log: only accounts are judged again that something has happened
    /// to since, but all of them where the views were made anew.
    pub(super) fn at_head(&self, reads: &Reads<'_>, vault: &Vault) -> Result<Drafts, Error> {
        let revision = reads.revision()?;
        if revision == self.revision {
            return Ok(self.clone());
        }
        let most = LEAST_LOOKED_AT.max(self.drafts.len() as u64);
        let is_same_edition = revision.edition == self.revision.edition;
        let changed = match is_same_edition {
            true => reads.accounts_changed_since(self.position(), most)?,
            false => None,
        };
        let Some(changed) = changed else {
            return Self::judge_with(
                reads,
                vault,
                self.aim,
                Arc::clone(&self.target),
                Arc::clone(&self.terms),
                is_same_edition.then(|| Arc::clone(&self.statements)),
            );
        };
        let histories = Histories {
            reads,
            vault,
            target: &self.target,
            aim: self.aim,
            ends_class: self.ends_class,
        };
        let mut anew = self.clone();
        anew.revision = revision;
        for (place, draft) in self.drafts.iter().enumerate() {
            if !changed.contains(&draft.number) {
                continue;
            }
            let row = reads
                .account_by_number(draft.number)?
                .ok_or(Error::NotFound("account"))?;
            let targets = histories.targets_of(&row)?;
            let judged = judge_account(&histories, &self.terms, &row, &targets)?;
            anew.later
                .insert(place, judged.unwrap_or_else(|| draft.gone()));
        }
        Ok(anew)
    }

    /// Where the log stood.
    pub(super) fn position(&self) -> Position {
        self.revision.head.unwrap_or(Position(0))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Draft> {
        let anew = |(place, draft)| self.later.get(&place).unwrap_or(draft);
        self.drafts.iter().enumerate().map(anew)
    }

    /// Whether nothing of the target exists for the caller (R16).
    pub(super) fn is_empty(&self) -> bool {
        self.drafts.is_empty() && self.others.is_empty()
    }
}

impl Draft {
    /// The account as one that no longer exists for the caller.
    fn gone(&self) -> Draft {
        Draft {
            fates: Vec::new(),
            nothing_to_do: 0,
            would_keep: false,
            reports: 0,
            is_deleted: false,
            profile: None,
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests;
