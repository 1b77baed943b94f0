//! RFC 9457 problem details.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Difference, GuardStop, Plan, Reversal, SchedulePlan};
use crate::Error;

/// What went wrong, for people and for programs.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Problem {
    /// `about:blank`: the code says it all.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// Stable.
    pub code: String,
    /// What, where, and what to do.
    pub detail: String,
    /// The plan as it is now, with `plan-changed` and stopped plans.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<Box<Plan>>,
    /// The same of a reversal or a replay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reversal: Option<Box<Reversal>>,
    /// The same of what was to be scheduled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Box<SchedulePlan>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub differences: Option<Vec<Difference>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guards: Option<Vec<GuardStop>>,
}

impl Problem {
    /// With nothing but the four words of every problem.
    pub fn new(status: u16, code: &str, title: &str, detail: &str) -> Problem {
        Problem {
            kind: "about:blank".to_owned(),
            title: title.to_owned(),
            status,
            code: code.to_owned(),
            detail: detail.to_owned(),
            plan: None,
            reversal: None,
            schedule: None,
            differences: None,
            guards: None,
        }
    }
}

impl From<&Error> for Problem {
    fn from(error: &Error) -> Problem {
        let kind = error.kind();
        Problem::new(kind.status(), error.code(), kind.title(), &error.stranger())
    }
}
