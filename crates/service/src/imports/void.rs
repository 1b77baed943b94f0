//! Plans that are void because somebody whom they name was deleted (R41, R43).

use rollbook_book::{Reads, StoredPlan};
use rollbook_records::{KeyId, Sealed};
use uuid::Uuid;

use super::naming::Named;
use super::stored::{StoredTerms, key_id};
use crate::work::Work;
use crate::{Error, Ledger};

impl Ledger {
    /// The plans that name any of the people, open ones and applied ones, but for one that is left
    /// out.
    pub(crate) fn plans_naming(
        &self,
        reads: &Reads<'_>,
        named: &Named,
        but: Option<Uuid>,
    ) -> Result<Vec<StoredPlan>, Error> {
        let mut plans = Vec::new();
        for id in reads.plan_ids()? {
            let plan = Uuid::from_bytes(id);
            if but == Some(plan) || named.is_nobody() {
                continue;
            }
            let Some(stored) = reads.plan(&id)? else {
                continue;
            };
            // Without a key it names nobody any more.
            let Some(key) = self.vault.keyring.key(key_id(plan))? else {
                continue;
            };
            let terms = StoredTerms::open(&key, &stored.body)?;
            if named.is_in_plan(&self.plan_files(), plan, &key, &terms)? {
                plans.push(stored);
            }
        }
        Ok(plans)
    }

    /// Voids those plans together with what is being recorded: their keys go with the people's. They
    /// are looked for within the turn, so that none comes in between.
    pub(crate) fn void_plans(
        &self,
        work: &mut Work<'_, '_>,
        named: &Named,
        but: Option<Uuid>,
    ) -> Result<(), Error> {
        let plans = self.plans_naming(&work.reads(), named, but)?;
        for plan in plans {
            work.transaction.destroy_key(KeyId(plan.id))?;
            self.plans.drop_plan(Uuid::from_bytes(plan.id));
            // What is left tells whoever asks that it is void, until it would have expired.
            work.transaction.keep_plan(&StoredPlan {
                body: Sealed::from_bytes(&[]),
                ..plan
            })?;
        }
        Ok(())
    }

    /// Removes the files of void plans, which nobody can read any more.
    pub(crate) fn remove_void_plans(&self) -> Result<(), Error> {
        let void = self.read(|reads| {
            let mut void = Vec::new();
            for id in reads.plan_ids()? {
                let plan = reads.plan(&id)?;
                void.extend(plan.filter(is_void).map(|plan| Uuid::from_bytes(plan.id)));
            }
            Ok(void)
        })?;
        void.into_iter()
            .try_for_each(|plan| self.plan_files().remove(plan))
    }
}

/// Whether a plan has lost what it was made of.
pub(super) fn is_void(plan: &StoredPlan) -> bool {
    plan.body.as_bytes().is_empty()
}
