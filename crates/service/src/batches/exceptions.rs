//! What a reversal or a replay kept and refused (R52), as far as it exists for the caller (R16).

use rollbook_book::{BatchRow, Reads};
use rollbook_records::{BatchKind, BatchRecorded, Exception, ExceptionCause};

use super::show::recorded;
use crate::accounts::exists_for;
use crate::history::Known;
use crate::{Error, Reader, answers, reversals};

/// What was recorded with a batch.
#[derive(Default)]
pub(super) struct Exceptions {
    seen: Vec<Exception>,
    hidden_kept: u64,
    hidden_refused: u64,
}

impl Exceptions {
    /// A batch's numbers without what does not exist for the caller.
    pub(super) fn effects(&self, effects: answers::Effects) -> answers::Effects {
        answers::Effects {
            kept: effects.kept.saturating_sub(self.hidden_kept),
            refused: effects.refused.saturating_sub(self.hidden_refused),
            ..effects
        }
    }
}

impl Reader<'_> {
    pub(super) fn exceptions(
        &self,
        reads: &Reads<'_>,
        batch: &BatchRecorded,
    ) -> Result<Exceptions, Error> {
        let mut exceptions = Exceptions::default();
        let Some(sealed) = &batch.exceptions else {
            return Ok(exceptions);
        };
        for exception in self.ledger.vault.exceptions(sealed)? {
            let account = exception.account.map(Into::into);
            let exists = |account| exists_for(reads, self.scope(), account);
            match (account.map_or(Ok(true), exists)?, &exception.cause) {
                (true, _) => exceptions.seen.push(exception),
                (false, ExceptionCause::Kept(_)) => exceptions.hidden_kept += 1,
                (false, ExceptionCause::Refused { .. }) => exceptions.hidden_refused += 1,
            }
        }
        Ok(exceptions)
    }

    /// Lists them with a batch that is shown.
    pub(super) fn tell_exceptions(
        &self,
        reads: &Reads<'_>,
        row: &BatchRow,
        batch: &mut answers::Batch,
    ) -> Result<(), Error> {
        let record = reads.record(row.first)?;
        let recorded = recorded(&record, row.first)?;
        // What others refuse are rows.
        if !matches!(recorded.kind, BatchKind::Reversal | BatchKind::Replay) {
            return Ok(());
        }
        let mut known = Known::new(*self, reads);
        for exception in self.exceptions(reads, recorded)?.seen {
            let told = reversals::told(&mut known, reads, exception)?;
            batch.outcomes.push(told);
        }
        let all = batch.effects.kept + batch.effects.refused;
        batch.outcomes_left_out = all.saturating_sub(batch.outcomes.len() as u64);
        Ok(())
    }
}
