//! Discards a plan that nobody is to apply: what it says of people goes at once, and not with its last
//! day (R61).

use rollbook_records::Blind;

use super::refused::gone;
use crate::caller::Scope;
use crate::vault::Vault;
use crate::work::{Receipt, Work};
use crate::{Caller, Error, Operator, PlanError};

impl Operator<'_> {
    /// Discards a plan: its key is destroyed, and its files with it. One that was discarded before
    /// stays so. Scheduled steps that its file named are none of it.
    ///
    /// # Errors
    /// [`PlanError::Applied`]; else as [`Operator::plan`].
    pub fn discard_plan(&self, plan_id: &str) -> Result<(), Error> {
        let open = match self.open_plan(plan_id) {
            Err(Error::Plan(PlanError::Discarded)) => return Ok(()),
            open => open?,
        };
        let id = *open.id.as_bytes();
        let made_for = owner(&self.ledger.vault, &open.terms.actor, open.terms.scope());
        // The same command, given again, finds it discarded.
        let caller = Caller {
            idempotency_key: None,
            ..self.caller.clone()
        };
        // Where others share the log, it may have the plan's batch before this node does.
        self.ledger
            .write(&caller, "discard plan", move |work: &mut Work<'_, '_>| {
                let row = work.reads().plan(&id)?.ok_or(PlanError::Expired)?;
                if row.batch.is_some() {
                    return Err(PlanError::Applied.into());
                }
                if row.discarded.is_some() {
                    return Ok(Receipt::default());
                }
                if row.is_void() {
                    return Err(gone(work.vault, work.caller, &row));
                }
                work.transaction.discard_plan(&id, &made_for)?;
                Ok(Receipt::default())
            })?;
        self.ledger.forget_void();
        Ok(())
    }
}

/// Tells whoever a plan was made for from anybody else, once nothing of the plan can be read any more.
pub(super) fn owner(vault: &Vault, actor: &str, scope: Scope) -> Blind {
    let place = scope.institution().map(|institution| institution.0);
    vault.blinding.actor(&format!("{place:?}\0{actor}"))
}
