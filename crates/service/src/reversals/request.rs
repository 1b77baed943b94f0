//! What is asked for.

use rollbook_domain::BatchId;
use rollbook_domain::reversal::Aim;

use crate::{Error, answers, text};

/// What is to be taken back, or given again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReversalTarget {
    Batch(BatchId),
    /// The event at this position.
    Event(u64),
    /// Every event that the query finds, as an audit would. It is recorded with accounts by their
    /// ids; free text is recorded as it stands, and so should name nobody (R42, R43).
    Query(String),
}

/// How it is to be done.
#[derive(Clone, Debug, Default)]
pub struct ReversalOptions {
    /// The plan that was agreed to; where it is no longer the same, nothing is recorded.
    pub plan_id: Option<String>,
    /// WHO: accounts whose aspects are put back although something else has changed them since.
    pub force: Vec<String>,
    pub reason: Option<String>,
    /// The reason why guards are overridden, this once (R60).
    pub override_guards: Option<String>,
}

/// What became of it.
#[derive(Clone, Debug)]
pub enum ReversalOutcome {
    Applied(Box<answers::ReversalApplied>),
    /// Nothing was recorded. The plan is as it is now; `stopped` says why.
    Stopped(Box<answers::Reversal>),
}

impl ReversalOptions {
    /// The same with trimmed reasons, for whoever wants to know before a plan is made.
    ///
    /// # Errors
    /// [`Error::Invalid`] where a reason is blank, too long or has control characters.
    pub fn accepted(&self) -> Result<ReversalOptions, Error> {
        let reason = |text: &Option<String>| text.as_deref().map(text::reason).transpose();
        Ok(ReversalOptions {
            plan_id: self.plan_id.clone(),
            force: self.force.clone(),
            reason: reason(&self.reason)?,
            override_guards: reason(&self.override_guards)?,
        })
    }
}

/// The kind of batch that an aim makes, in a word.
pub(super) fn kind(aim: Aim) -> rollbook_records::BatchKind {
    match aim {
        Aim::Back => rollbook_records::BatchKind::Reversal,
        Aim::Again => rollbook_records::BatchKind::Replay,
    }
}
