//! What stands against a plan.

use crate::Kind;

/// Why a plan is not shown or not applied.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PlanError {
    #[error("the plan has expired: upload the file again")]
    Expired,
    #[error(
        "somebody whom the plan names was deleted, or whoever uploaded it was erased, so it is void: upload the file again"
    )]
    Void,
    #[error(
        "its file says whom to schedule, so the plan is never applied: import the file anew where it is to act now"
    )]
    Scheduled,
}

impl PlanError {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            PlanError::Expired => "plan-expired",
            PlanError::Void => "plan-void",
            PlanError::Scheduled => "plan-scheduled",
        }
    }

    pub(crate) fn kind(self) -> Kind {
        match self {
            PlanError::Expired | PlanError::Void => Kind::NotFound,
            PlanError::Scheduled => Kind::Refused,
        }
    }
}
