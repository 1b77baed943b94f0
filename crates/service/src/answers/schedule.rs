//! What is scheduled, and what became of it.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::plans::utc;
use super::{ChangeOutcome, Effects, GuardStop, Note, Refusal, SeatChange};

/// One action at one time for a fixed list of accounts.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Step {
    pub step_id: String,
    /// `disable`, `enable`, `deactivate` or `reactivate`.
    pub action: String,
    #[schema(value_type = String, format = DateTime)]
    #[serde(serialize_with = "utc")]
    pub due: DateTime<Utc>,
    /// `waiting`, `ran` or `cancelled`.
    pub state: String,
    /// How many accounts it concerns, of those that exist for the caller, and of one institution where a list
    /// was asked for that; deleted ones no more.
    pub accounts: u64,
    /// The step whose effects it ends: it gives back what that one took, and no more.
    pub ends: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    #[serde(serialize_with = "utc")]
    pub scheduled_at: DateTime<Utc>,
    /// Who scheduled it; null once the person was erased.
    pub actor: Option<String>,
    pub channel: String,
    pub reason: Option<String>,
    /// Why guards were overridden (R60).
    pub override_reason: Option<String>,
    /// Of the event that scheduled it.
    pub position: u64,
    pub ran: Option<StepRun>,
    pub cancelled: Option<StepCancellation>,
}

/// What a step did. The numbers are of accounts; of a step of the whole domain, an institution
/// admin is not told them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StepRun {
    #[schema(value_type = String, format = DateTime)]
    #[serde(serialize_with = "utc")]
    pub at: DateTime<Utc>,
    pub position: u64,
    /// Null where it changed nothing.
    pub batch_id: Option<String>,
    pub changed: Option<u64>,
    pub nothing_to_do: Option<u64>,
    /// An institution admin is not told of accounts that are elsewhere now.
    pub refused: Option<u64>,
    /// The first 100 of them, of those that exist for the caller.
    pub refusals: Vec<StepRefusal>,
}

/// An account that a step could not change.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StepRefusal {
    pub account_id: String,
    /// The email, or else the username, as it is now; empty for a deleted one.
    pub label: String,
    /// Why, such as `seat-limit`.
    pub code: String,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StepCancellation {
    #[schema(value_type = String, format = DateTime)]
    #[serde(serialize_with = "utc")]
    pub at: DateTime<Utc>,
    pub position: u64,
    /// Null once the person was erased.
    pub actor: Option<String>,
    pub reason: Option<String>,
}

/// A page of steps, in the order in which they are due.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StepList {
    pub steps: Vec<Step>,
    /// The cursor of the next page; null on the last.
    pub next: Option<String>,
}

/// What would be scheduled; every step is judged as if it ran now, one after the other.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SchedulePlan {
    /// A digest of the steps, the accounts and the refusals: two plans of the same id schedule the
    /// same for the same accounts. Nothing is stored by it.
    pub plan_id: String,
    /// The log's head that it was judged against.
    pub position: u64,
    /// None where nobody is left to schedule.
    pub steps: Vec<PlannedStep>,
    /// What was named and is not scheduled.
    pub refusals: Vec<Refusal>,
    pub guards: Vec<GuardStop>,
    /// Such as `scheduled-steps`, for what else these accounts have before them.
    pub notices: Vec<Note>,
    /// Why it cannot be scheduled as it stands, as a code; null where it can.
    pub stopped: Option<String>,
}

/// A step as it would be scheduled.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PlannedStep {
    /// `disable`, `enable`, `deactivate` or `reactivate`.
    pub action: String,
    #[schema(value_type = String, format = DateTime)]
    #[serde(serialize_with = "utc")]
    pub due: DateTime<Utc>,
    pub accounts: u64,
    /// What it would do now; `refused` and `nothing_to_do` count accounts.
    pub effects: Effects,
    /// Seats that it would free or need now.
    pub seats: Vec<SeatChange>,
}

/// What was scheduled.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Scheduled {
    pub steps: Vec<Step>,
    /// What was named and is not scheduled; none in a repeated answer.
    pub refusals: Vec<Refusal>,
    /// As the plan has them; none in a repeated answer.
    pub notices: Vec<Note>,
    pub first_position: u64,
    pub last_position: u64,
    pub events: u64,
}

/// Steps that will not run; with a step goes the one that ends its effects.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StepsCancelled {
    pub steps: Vec<Step>,
    pub outcome: ChangeOutcome,
}

/// Steps that were due and ran just now.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StepsRan {
    pub steps: Vec<Step>,
}
