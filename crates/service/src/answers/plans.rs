//! Plans, and what applying one did.

use chrono::{DateTime, SecondsFormat, Utc};
use rollbook_domain::EffectCounts;
use rollbook_records::RecordedEffects;
use rollbook_rows::Severity;
use serde::{Deserialize, Serialize, Serializer};
use utoipa::ToSchema;

use super::Note;

/// What a command would do, before it is recorded.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Plan {
    pub plan_id: String,
    /// Null where no file told which.
    pub profile: Option<String>,
    /// `deactivate`, `disable`, `enable` or `reactivate`; null for other profiles.
    pub action: Option<String>,
    /// The log's head that the plan was made against.
    pub position: u64,
    /// The version of the row validator (R61).
    pub validator: String,
    pub files: Vec<PlanFile>,
    pub rows: u64,
    pub effects: Effects,
    pub refusals: Vec<Refusal>,
    pub seats: Vec<SeatChange>,
    /// What becomes of the accounts of each institution that loses, gains or changes some.
    #[serde(default)]
    pub institutions: Vec<InstitutionEffects>,
    pub guards: Vec<GuardStop>,
    /// The first 100 rows that change something.
    pub changes: Vec<Change>,
    /// What concerns whole files.
    #[serde(default)]
    pub notices: Vec<PlanNotice>,
    /// Why it cannot be applied as it stands, as a code; null where it can.
    pub stopped: Option<String>,
}

/// A plan that can be applied still, without its rows.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WaitingPlan {
    pub plan_id: String,
    #[schema(value_type = String, format = DateTime)]
    #[serde(serialize_with = "utc")]
    pub created: DateTime<Utc>,
    /// Until when it can be applied (R61).
    #[schema(value_type = String, format = DateTime)]
    #[serde(serialize_with = "utc")]
    pub expires: DateTime<Utc>,
    /// Who made it.
    pub actor: String,
    /// Null where no file told which.
    pub profile: Option<String>,
    /// `deactivate`, `disable`, `enable` or `reactivate`; null for other profiles.
    pub action: Option<String>,
    /// Names of its files.
    pub files: Vec<String>,
    pub rows: u64,
    pub effects: Effects,
    pub guards: Vec<GuardStop>,
    /// Why it cannot be applied as it stands, as a code; null where it can.
    pub stopped: Option<String>,
}

/// A page of plans, newest first.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WaitingPlanList {
    pub plans: Vec<WaitingPlan>,
    /// The cursor of the next page; null on the last.
    pub next: Option<String>,
}

/// Something to know about a whole file of a plan.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct PlanNotice {
    pub file: String,
    pub code: String,
    pub severity: Severity,
    pub message: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct PlanFile {
    pub name: String,
    pub sha256: String,
}

/// Accounts; for groups memberships; for `nothing_to_do` and `refused` rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Effects {
    pub create: u64,
    pub change_profile: u64,
    pub change_origin: u64,
    pub disable: u64,
    pub enable: u64,
    pub deactivate: u64,
    pub reactivate: u64,
    pub delete: u64,
    pub leave_group: u64,
    pub join_group: u64,
    pub nothing_to_do: u64,
    pub refused: u64,
    /// Institutions.
    pub add_institution: u64,
    pub change_institution: u64,
    pub remove_institution: u64,
    /// Classes.
    pub add_class: u64,
    pub change_class: u64,
    pub remove_class: u64,
    /// Accounts of which a report is recorded (R48).
    pub record_activity: u64,
    /// Aspects that a reversal leaves as they are, because something else has changed them since.
    #[serde(default)]
    pub kept: u64,
}

impl From<EffectCounts> for Effects {
    fn from(counts: EffectCounts) -> Effects {
        Effects {
            create: counts.create,
            change_profile: counts.change_profile,
            change_origin: counts.change_origin,
            disable: counts.disable,
            enable: counts.enable,
            deactivate: counts.deactivate,
            reactivate: counts.reactivate,
            delete: counts.delete,
            leave_group: counts.leave_group,
            join_group: counts.join_group,
            nothing_to_do: counts.nothing_to_do,
            refused: counts.refused,
            add_institution: counts.add_institution,
            change_institution: counts.change_institution,
            remove_institution: counts.remove_institution,
            add_class: counts.add_class,
            change_class: counts.change_class,
            remove_class: counts.remove_class,
            record_activity: counts.record_activity,
            kept: 0,
        }
    }
}

impl From<RecordedEffects> for Effects {
    fn from(recorded: RecordedEffects) -> Effects {
        Effects {
            create: recorded.create,
            change_profile: recorded.change_profile,
            change_origin: recorded.change_origin,
            disable: recorded.disable,
            enable: recorded.enable,
            deactivate: recorded.deactivate,
            reactivate: recorded.reactivate,
            delete: recorded.delete,
            leave_group: recorded.leave_group,
            join_group: recorded.join_group,
            nothing_to_do: recorded.nothing_to_do,
            refused: recorded.refused,
            add_institution: recorded.add_institution,
            change_institution: recorded.change_institution,
            remove_institution: recorded.remove_institution,
            add_class: recorded.add_class,
            change_class: recorded.change_class,
            remove_class: recorded.remove_class,
            record_activity: recorded.record_activity,
            kept: recorded.kept,
        }
    }
}

impl From<Effects> for RecordedEffects {
    fn from(effects: Effects) -> RecordedEffects {
        RecordedEffects {
            create: effects.create,
            change_profile: effects.change_profile,
            change_origin: effects.change_origin,
            disable: effects.disable,
            enable: effects.enable,
            deactivate: effects.deactivate,
            reactivate: effects.reactivate,
            delete: effects.delete,
            leave_group: effects.leave_group,
            join_group: effects.join_group,
            nothing_to_do: effects.nothing_to_do,
            refused: effects.refused,
            add_institution: effects.add_institution,
            change_institution: effects.change_institution,
            remove_institution: effects.remove_institution,
            add_class: effects.add_class,
            change_class: effects.change_class,
            remove_class: effects.remove_class,
            record_activity: effects.record_activity,
            kept: effects.kept,
        }
    }
}

/// A row that takes no effect.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Refusal {
    pub file: String,
    /// As a spreadsheet counts: the header is row 1.
    pub row: u32,
    pub column: Option<String>,
    pub code: String,
    pub message: String,
}

/// An institution whose seats in use would change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct SeatChange {
    pub institution: u64,
    pub before: u64,
    pub after: u64,
    /// Null means unlimited.
    pub limit: Option<u64>,
}

/// How many accounts of one institution a plan would change, by the institution that they belong to
/// before.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct InstitutionEffects {
    pub institution: u64,
    pub create: u64,
    pub change_profile: u64,
    pub disable: u64,
    pub enable: u64,
    pub deactivate: u64,
    pub reactivate: u64,
    pub delete: u64,
}

/// R60: why the whole batch stops before its first event.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct GuardStop {
    pub code: String,
    pub message: String,
    pub limit: u64,
    pub actual: u64,
}

/// A row that changes something.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Change {
    pub file: String,
    pub row: u32,
    /// Null for an account that is yet to be created.
    pub account_id: Option<String>,
    /// The email, or else the username.
    pub label: String,
    pub institution: u64,
    /// Event types, in order.
    pub effects: Vec<String>,
    /// Such as `protected-by-data`.
    pub notes: Vec<Note>,
}

/// A row whose effect is no longer what the plan showed (R61).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Difference {
    pub file: String,
    pub row: u32,
    /// `deactivate`, `nothing-to-do`, `refused`, … as the plan showed it.
    pub before: String,
    pub after: String,
}

/// A plan, and the batch that it became.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Applied {
    #[serde(flatten)]
    pub plan: Plan,
    /// Null where there was nothing to do (R62).
    pub batch_id: Option<String>,
    pub first_position: Option<u64>,
    pub last_position: Option<u64>,
    /// How many events were recorded, the batch's own record included.
    pub events: u64,
}

/// How far long work is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Progress {
    pub phase: Phase,
    pub done: u64,
    /// Zero while it is not known.
    pub total: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    Planning,
    Planned,
    Applying,
    Done,
}

/// RFC 3339 with `Z`, to the millisecond.
pub(crate) fn utc<S: Serializer>(at: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&at.to_rfc3339_opts(SecondsFormat::Millis, true))
}

/// The same, or null.
pub(crate) fn maybe_utc<S: Serializer>(
    at: &Option<DateTime<Utc>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => serializer.serialize_str(&at.to_rfc3339_opts(SecondsFormat::Millis, true)),
        None => serializer.serialize_none(),
    }
}
