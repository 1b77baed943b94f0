//! What stands against a plan.

use crate::Kind;

/// Why a plan is not shown, not applied or not discarded.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PlanError {
    #[error("the plan has expired: upload the file again")]
    Expired,
    #[error(
        "somebody whom the plan names was deleted, or whoever uploaded it was erased, so it is void: upload the file again, by the API under a new Idempotency-Key"
    )]
    Void,
    #[error(
        "its file says whom to schedule, so the plan is never applied: import the file anew where it is to act now"
    )]
    Scheduled,
    #[error(
        "the plan was discarded: upload the file again, by the API under a new Idempotency-Key"
    )]
    Discarded,
    #[error(
        "the plan was applied already, so there is nothing to discard: reverse its batch to take it back"
    )]
    Applied,
}

impl PlanError {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            PlanError::Expired => "plan-expired",
            PlanError::Void => "plan-void",
            PlanError::Scheduled => "plan-scheduled",
            PlanError::Discarded => "plan-discarded",
            PlanError::Applied => "plan-applied",
        }
    }

    pub(crate) fn kind(self) -> Kind {
        match self {
            PlanError::Expired | PlanError::Void | PlanError::Discarded => Kind::NotFound,
            PlanError::Scheduled | PlanError::Applied => Kind::Refused,
        }
    }
}
