//! Keeps a plan as it is decided anew, for the next "yes" (R61).

use rollbook_book::StoredPlan;
use rollbook_domain::Position;
use rollbook_records::Sealed;
use uuid::Uuid;

use super::refused::gone;
use super::sealed_file::Nameless;
use super::void::is_anybody_deleted;
use crate::work::{Receipt, Work};
use crate::{Caller, Error, Operator, PlanError};

impl Operator<'_> {
    /// Puts a new decision in the place of a plan's, unless the plan was applied meanwhile, and tells
    /// whether it was.
    ///
    /// The file gets its name in the writer's turn, and the plan's row tells of it: whoever is about to
    /// delete somebody whom only the new decision names has searched the old one (R41).
    ///
    /// # Errors
    /// [`Error::Contended`] where somebody was deleted since it was decided.
    pub(super) fn decide_again(
        &self,
        id: Uuid,
        decided: Position,
        body: Sealed,
        decision: Nameless,
    ) -> Result<bool, Error> {
        let mut decision = Some(decision);
        // The same command, given again, may decide again.
        let caller = Caller {
            idempotency_key: None,
            ..self.caller.clone()
        };
        let decide = move |work: &mut Work<'_, '_>| {
            let row = work.reads().plan(id.as_bytes())?;
            let row = row.ok_or(PlanError::Expired)?;
            if row.is_void() {
                return Err(gone(work.vault, work.caller, &row));
            }
            if row.batch.is_none() {
                if is_anybody_deleted(&work.reads(), decided)? {
                    return Err(Error::Contended);
                }
                decision.take().ok_or(Error::Contended)?.take_name()?;
                work.transaction.keep_plan(&StoredPlan {
                    generation: row.generation + 1,
                    body: body.clone(),
                    ..row
                })?;
            }
            Ok(Receipt {
                number: Some(u64::from(row.batch.is_some())),
                ..Receipt::default()
            })
        };
        let receipt = self.ledger.write(&caller, "decide again", decide)?;
        Ok(receipt.number == Some(1))
    }
}
