//! Institutions, groups, seats and batches.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::{AspectOutcome, Change, Effects, SeatChange};

/// A school or customer.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Institution {
    pub institution: u64,
    pub name: String,
    /// Its id in the student information system.
    pub import_id: Option<String>,
    /// The institution that it belongs to, if any.
    pub parent: Option<u64>,
    /// Seats in use.
    pub in_use: u64,
    /// Null means unlimited.
    pub limit: Option<u64>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InstitutionList {
    pub institutions: Vec<Institution>,
}

/// A set of accounts in an institution.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Group {
    /// Of a class, the class's id.
    pub group_id: String,
    /// `group`, or `class` for one that a student information system states.
    pub kind: String,
    pub institution: u64,
    pub name: String,
    pub members: u64,
    /// The account that owns the class; null for groups.
    pub owner: Option<String>,
    /// False for a class whose owner is deactivated (R34).
    pub active: bool,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GroupList {
    pub groups: Vec<Group>,
}

/// A group after it was added, or found to be there already.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GroupChanged {
    #[serde(flatten)]
    pub group: Group,
    pub outcome: super::ChangeOutcome,
}

/// Seats in use (R45) at a moment.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Seats {
    #[schema(value_type = String, format = DateTime)]
    #[serde(serialize_with = "super::plans::utc")]
    pub at: DateTime<Utc>,
    pub seats: Vec<InstitutionSeats>,
    /// Of the whole domain; for an institution admin, of its institution.
    pub domain: DomainSeats,
}

/// How many seats were in use from a moment on (R47).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct SeatStep {
    #[schema(value_type = String, format = DateTime)]
    #[serde(serialize_with = "super::plans::utc")]
    pub at: DateTime<Utc>,
    /// Of the last event that the step sums up.
    pub position: u64,
    /// Of the first one.
    pub first_position: u64,
    /// The id of the batch that these events are; null for a single command.
    pub batch: Option<String>,
    /// Null for the whole domain.
    pub institution: Option<u64>,
    pub in_use: u64,
}

/// A page of steps, oldest first.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct SeatHistory {
    pub steps: Vec<SeatStep>,
    /// The cursor of the next page; null on the last.
    pub next: Option<String>,
}

/// What the steps that wait would do, one after the other, as things stand now: what is imported
/// or done by hand until then is not foreseen.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct SeatForecast {
    /// In the order in which they are due.
    pub steps: Vec<StepForecast>,
}

/// What a step would do to the accounts that exist for the caller, of one institution where one was
/// asked for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct StepForecast {
    pub step_id: String,
    /// `disable`, `enable`, `deactivate` or `reactivate`.
    pub action: String,
    #[schema(value_type = String, format = DateTime)]
    #[serde(serialize_with = "super::plans::utc")]
    pub due: DateTime<Utc>,
    pub accounts: u64,
    pub changed: u64,
    /// For example because no seat would be free (R46).
    pub refused: u64,
    /// They are what the step wants already, or it has nothing to give back to them.
    pub nothing_to_do: u64,
    /// The institutions whose seats in use would change.
    pub seats: Vec<SeatChange>,
    /// Of the whole domain; for an institution admin, of its institution.
    pub domain: SeatsForeseen,
}

/// Seats in use before and behind a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct SeatsForeseen {
    pub before: u64,
    pub after: u64,
    /// As it is now; null means unlimited.
    pub limit: Option<u64>,
}

/// Seats after a limit was set.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SeatsChanged {
    #[serde(flatten)]
    pub seats: Seats,
    /// Such as `limit-below-use`.
    pub notes: Vec<super::Note>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InstitutionSeats {
    pub institution: u64,
    pub name: String,
    pub in_use: u64,
    /// Null means unlimited.
    pub limit: Option<u64>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DomainSeats {
    pub in_use: u64,
    /// Null means unlimited.
    pub limit: Option<u64>,
}

/// All events of one import, reversal or the like.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Batch {
    pub batch_id: String,
    /// `import`, `reversal`, `replay` or `schedule`.
    pub kind: String,
    /// The batch that was taken back (R52) or given again (R54).
    pub of_batch: Option<String>,
    /// The position of the single event that was.
    pub of_event: Option<u64>,
    /// The query whose result was.
    pub of_query: Option<String>,
    /// The scheduled step that was due.
    pub of_step: Option<String>,
    /// The batch that took this one back last, all of it or in part, unless that was undone since.
    pub reversed_by: Option<String>,
    pub profile: Option<String>,
    pub action: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    #[serde(serialize_with = "super::plans::utc")]
    pub at: DateTime<Utc>,
    /// Null once the person was erased.
    pub actor: Option<String>,
    pub channel: String,
    pub reason: Option<String>,
    pub files: Vec<BatchFile>,
    /// How many events, this batch's own record included.
    pub events: u64,
    pub first_position: u64,
    pub last_position: u64,
    pub effects: Effects,
    pub all_or_nothing: bool,
    /// Why guards were overridden (R60).
    pub override_reason: Option<String>,
    /// The first 100 rows that changed something, of accounts that exist for the caller now; only
    /// where one batch is shown.
    pub changes: Vec<Change>,
    /// What a reversal or a replay kept and refused (R52), of accounts that exist for the caller now;
    /// only where one batch is shown.
    pub outcomes: Vec<AspectOutcome>,
    /// How many more there are: a batch has room for some 700 that are kept or 150 that are refused,
    /// and one from before they were recorded has none of them.
    pub outcomes_left_out: u64,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct BatchFile {
    pub name: String,
    pub sha256: String,
    pub rows: u64,
}

/// A page of batches, newest first.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BatchList {
    pub batches: Vec<Batch>,
    pub next: Option<String>,
}
