//! The first step: what would be destroyed, and what to do instead (R41).

use std::collections::BTreeSet;

use rollbook_book::{AccountRow, Reads};
use rollbook_domain::{AccountId, Command, Position, Profile, Refusal, Status};

use super::confirmation::Confirmation;
use super::record::tokens_acting_as;
use crate::accounts::show::{describe, visible};
use crate::{DomainAdmin, Error, answers};

/// Deleting is for accounts that should never have been.
const RECOMMENDATION: &str = "deactivate the account instead: it takes no seat and cannot log in, \
    everything is kept, and reactivating gives it back; deleting destroys it for good";

impl DomainAdmin<'_> {
    /// What deleting an account would destroy, with a confirmation for the second step that counts
    /// for ten minutes, for this account as it is and for this caller.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Refused`] for an account that is deleted already, and for the one
    /// that the caller acts as (R63).
    pub fn deletion(&self, id: AccountId) -> Result<answers::Deletion, Error> {
        let now = self.ledger.now();
        // Whoever is refused does not wait until all plans are read.
        self.ledger.read(|reads| self.deletable(reads, id))?;
        let plans = self
            .ledger
            .search_plans(&BTreeSet::from([id]), None)?
            .count();
        self.ledger.read(|reads| {
            let row = self.deletable(reads, id)?;
            let confirmation = Confirmation::of(&row, now);
            Ok(answers::Deletion {
                account: describe(reads, &self.ledger.vault, &row, head(reads)?)?,
                destroys: self.destroys(reads, &row, plans)?,
                recommendation: RECOMMENDATION.to_owned(),
                confirmation: confirmation.text(&self.ledger.vault.blinding, self.caller),
                expires: confirmation.expires,
            })
        })
    }

    /// The account, if the caller may delete it.
    fn deletable(&self, reads: &Reads<'_>, id: AccountId) -> Result<AccountRow, Error> {
        let row = visible(reads, self.scope(), id)?;
        if row.account.status() == Status::Deleted {
            return Err(Refusal::DeletedAccount.into());
        }
        Command::Delete.permit_on(id, self.caller.account)?;
        Ok(row)
    }

    fn destroys(
        &self,
        reads: &Reads<'_>,
        row: &AccountRow,
        plans: usize,
    ) -> Result<answers::Destroyed, Error> {
        let vault = &self.ledger.vault;
        let profile = vault.profile_of(reads, row)?;
        let groups = reads.groups_of_at(row.number, head(reads)?)?;
        let facts = row.account.living().map(|living| living.facts);
        let tokens = tokens_acting_as(reads, &[row.id])?;
        Ok(answers::Destroyed {
            columns: columns(&profile),
            groups: groups
                .iter()
                .map(|group| vault.group_name(group))
                .collect::<Result<_, _>>()?,
            classes: self.classes(reads, row)?,
            in_classes: self.in_classes(reads, row)?,
            log_ins: facts.is_some_and(|facts| facts.logged_in),
            grades: facts.is_some_and(|facts| facts.has_grades),
            events: reads.positions(row.number)?.len() as u64,
            scheduled_steps: reads.steps_of(row.number, head(reads)?)?.len() as u64,
            tokens: tokens
                .iter()
                .map(|token| vault.text(&token.name))
                .collect::<Result<_, _>>()?,
            plans: plans as u64,
        })
    }

    fn classes(
        &self,
        reads: &Reads<'_>,
        row: &AccountRow,
    ) -> Result<Vec<answers::DestroyedClass>, Error> {
        let classes = reads.classes_owned_by(row.number)?;
        let describe = |class: &rollbook_book::ClassRow| {
            Ok(answers::DestroyedClass {
                group_id: class.id.to_string(),
                group: self.ledger.vault.class_name(reads, class)?,
                members: reads.members(class.number)?.len() as u64,
            })
        };
        classes.iter().map(describe).collect()
    }

    fn in_classes(&self, reads: &Reads<'_>, row: &AccountRow) -> Result<Vec<String>, Error> {
        let classes = reads.classes_of(row.number)?;
        classes
            .iter()
            .map(|(class, _)| self.ledger.vault.class_name(reads, class))
            .collect()
    }
}

fn columns(profile: &Profile) -> Vec<String> {
    let names = profile.columns().map(|(column, _)| column.name());
    names.map(str::to_owned).collect()
}

fn head(reads: &Reads<'_>) -> Result<Position, Error> {
    Ok(reads.head()?.unwrap_or(Position(0)))
}
