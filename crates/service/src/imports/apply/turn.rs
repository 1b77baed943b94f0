//! The writer's turn in which a plan is applied, or found to do something else than it showed.

use std::sync::{Arc, Mutex, PoisonError};

use rollbook_book::{Revision, StoredPlan};
use rollbook_domain::{BatchId, Refusal};
use rollbook_records::{BatchKind, Channel};

use super::{ApplyOptions, Stop};
use crate::answers::{self, Phase};
use crate::imports::decided::Decided;
use crate::imports::difference::differences;
use crate::imports::events::{Heading, Subject, record_batch};
use crate::imports::intents::{Standing, StandingSource};
use crate::imports::leave_out::ShownPlan;
use crate::imports::plan::{Terms, decide_package};
use crate::imports::present::{counts, guard_stops, stop_code};
use crate::imports::refused::gone;
use crate::imports::stored::batch_of;
use crate::imports::void::PlanSearch;
use crate::work::{Receipt, Work};
use crate::{Error, Ledger, PlanError};

/// What a turn of the writer needs to apply a plan.
pub(super) struct Turn {
    pub(super) ledger: Ledger,
    pub(super) shown: Arc<ShownPlan>,
    pub(super) options: ApplyOptions,
    pub(super) stop: Arc<Mutex<Option<Stop>>>,
}

impl Turn {
    pub(super) fn take(
        &mut self,
        work: &mut Work<'_, '_>,
        search: &PlanSearch,
    ) -> Result<Receipt, Error> {
        let subject = Receipt::of(rollbook_records::Id(*self.shown.open.id.as_bytes()));
        let row = work
            .reads()
            .plan(self.shown.open.id.as_bytes())?
            .filter(|row| row.expires > work.at)
            .ok_or(PlanError::Expired)?;
        if row.is_void() {
            // Somebody has discarded it, or deleted somebody whom it names, since it was opened here.
            self.ledger.plans.drop_plan(self.shown.open.id);
            return Err(gone(work.vault, work.caller, &row));
        }
        if row.batch.is_some() {
            // Somebody else said yes to the same plan a moment ago.
            return Ok(subject);
        }
        if row.scheduled.is_some() {
            // The yes was to what happens on another day.
            return Err(PlanError::Scheduled.into());
        }
        let Some(terms) = self.shown.open.terms.terms() else {
            // No header told what the files are: nothing of them was accepted.
            return Ok(subject);
        };
        let (decided, is_anew) = self.decided(work, terms)?;
        if is_anew
            && !differences(
                &self.shown.plan.files,
                &self.shown.outcomes,
                &decided.outcomes,
            )
            .is_empty()
        {
            return self.stop("plan-changed", Some(decided));
        }
        if let Some(own) = work.caller.account
            && decided.shuts_out(own)
        {
            return Err(Refusal::OwnAccount.into());
        }
        let guards = match self.options.override_guards {
            Some(_) => Vec::new(),
            None => guard_stops(
                self.ledger.settings.guards,
                self.shown.open.terms.scope(),
                &decided.effects,
                // Only what stops is asked for here, and not what is said of it.
                &|place| place.to_string(),
            ),
        };
        let all_or_nothing = self.options.all_or_nothing || self.shown.open.terms.all_or_nothing;
        let refused = self
            .effects(&decided)
            .refused
            .max(self.shown.plan.refusals.len() as u64);
        let code = stop_code(&guards, all_or_nothing, decided.without_seat, refused);
        if let Some(code) = code {
            return self.stop(code, is_anew.then(|| Arc::clone(&decided)));
        }
        if decided.events() == 0 {
            return Ok(subject);
        }
        self.leave_out_deleted(work, search, &decided)?;
        self.record(work, &decided, row)?;
        Ok(subject)
    }

    /// Plans that name somebody whom this one deletes are void, and this one names them no longer
    /// (R41, R43).
    fn leave_out_deleted(
        &self,
        work: &Work<'_, '_>,
        search: &PlanSearch,
        decided: &Decided,
    ) -> Result<(), Error> {
        let deleted = decided.deleted();
        if deleted.is_empty() {
            // What a crash left of an earlier attempt is not what is recorded now.
            let files = self.ledger.plan_files();
            return files.forget_prepared(self.shown.open.id);
        }
        search.void_and_leave_out(work, &deleted)
    }

    /// What the plan does at this very position, and whether that was decided anew: the log has
    /// moved, the views were made anew, or the files were read by another version of the validator.
    fn decided(&self, work: &Work<'_, '_>, terms: Terms) -> Result<(Arc<Decided>, bool), Error> {
        let Revision { edition, head } = work.reads().revision()?;
        let at_hand = self.ledger.plans.decided(self.shown.open.id);
        let is_mended = at_hand
            .as_ref()
            .is_some_and(|decided| decided.edition != edition);
        let at_hand = at_hand.filter(|decided| Some(decided.position) == head && !is_mended);
        let decided = match at_hand {
            Some(decided) => decided,
            None => {
                // Others of the same turn may have recorded what is not committed yet.
                let reads = work.reads();
                let source = match terms.profile.is_powerschool() {
                    true => StandingSource::Given(Standing::at(&self.ledger, &reads, false)?),
                    false => StandingSource::Head(self.ledger.clone()),
                };
                let package = self.ledger.read_plan(&self.shown.open, source)?;
                let vault = &self.ledger.vault;
                match decide_package(&reads, vault, terms, &package.intents) {
                    // Somebody of the same turn made what is to be opened: its key is kept with it.
                    Err(Error::KeyMissing) => return Err(Error::Contended),
                    decided => Arc::new(decided?),
                }
            }
        };
        let is_anew = is_mended
            || decided.position.0 != self.shown.plan.position
            || self.shown.plan.validator != rollbook_rows::VERSION;
        Ok((decided, is_anew))
    }

    /// The numbers as they are recorded: what is decided now, and what the validator refused.
    fn effects(&self, decided: &Decided) -> answers::Effects {
        let now = counts(decided);
        answers::Effects {
            refused: self.shown.open.terms.refused_by_check + now.refused,
            ..now
        }
    }

    /// Nothing is recorded; the error only ends the turn.
    fn stop(&self, code: &str, decided_anew: Option<Arc<Decided>>) -> Result<Receipt, Error> {
        *self.stop.lock().unwrap_or_else(PoisonError::into_inner) = Some(Stop {
            code: code.to_owned(),
            decided_anew,
        });
        Err(Error::PlanStopped)
    }

    fn record(
        &self,
        work: &mut Work<'_, '_>,
        decided: &Decided,
        row: StoredPlan,
    ) -> Result<(), Error> {
        let batch = batch_of(self.shown.open.id);
        let total = decided.events() as u64;
        let heading = Heading {
            batch,
            kind: BatchKind::Import,
            channel: Channel::Import,
            subject: Subject::default(),
            profile: self.shown.plan.profile.as_deref(),
            action: self.shown.plan.action.as_deref(),
            files: &self.shown.plan.files,
            validator: &self.shown.plan.validator,
            effects: self.effects(decided),
            rows_by_file: &self.shown.open.terms.rows_by_file,
            reason: self.options.reason.as_deref(),
            override_reason: self.options.override_guards.as_deref(),
            all_or_nothing: self.options.all_or_nothing || self.shown.open.terms.all_or_nothing,
            exceptions: None,
        };
        let plans = &self.ledger.plans;
        record_batch(work, &heading, decided, &mut |done| {
            plans.report(self.shown.open.id, Phase::Applying, done, total);
        })?;
        work.transaction.keep_plan(&StoredPlan {
            batch: Some(BatchId(batch)),
            ..row
        })?;
        Ok(())
    }
}
