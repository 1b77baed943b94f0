//! Events of the log, opened for whoever may read them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::{BatchFile, Effects};

/// One event. What was sealed for somebody who is deleted is null.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Event {
    pub position: u64,
    pub id: String,
    /// Such as `AccountDeactivated`.
    #[serde(rename = "type")]
    pub kind: String,
    #[schema(value_type = String, format = DateTime)]
    #[serde(serialize_with = "super::plans::utc")]
    pub at: DateTime<Utc>,
    /// Null where the name of whoever gave the command is gone.
    pub actor: Option<String>,
    /// `web`, `cli`, `api`, `import`, `scim` or `schedule`.
    pub channel: String,
    pub reason: Option<String>,
    /// The id of the batch that it belongs to.
    pub batch: Option<String>,
    pub account_id: Option<String>,
    /// What the account is called now: its email, or else its username. Null once it is deleted.
    pub account_name: Option<String>,
    pub institution: Option<u64>,
    /// Null for an institution that does not exist for the caller.
    pub institution_name: Option<String>,
    pub source: Option<EventSource>,
    pub data: EventData,
    /// The event as a sentence in English.
    pub sentence: String,
}

/// The file and the row that caused an event.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct EventSource {
    pub file: String,
    /// As a spreadsheet counts: the header is row 1. Null for what a file does by leaving it out.
    pub row: Option<u32>,
}

/// What an event says besides who, when and whom; its `type` tells which of these it is.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum EventData {
    LedgerOpened {
        ledger: String,
    },
    BatchRecorded(Box<RecordedBatch>),
    /// Of `InstitutionAdded` and `InstitutionChanged`.
    Institution {
        name: String,
        import_id: Option<String>,
        parent: Option<u64>,
    },
    SeatLimitSet {
        /// Null means unlimited.
        limit: Option<u64>,
    },
    AccountCreated {
        /// `import` or `manual`.
        origin: String,
        blocked: bool,
        /// The filled columns. Null once the account is deleted.
        profile: Option<BTreeMap<String, String>>,
    },
    ProfileChanged {
        /// Null once the account is deleted.
        changes: Option<Vec<ColumnChange>>,
        /// The institution that the account belonged to, if it moved.
        moved_from: Option<u64>,
    },
    OriginChanged {
        /// `import` or `manual`, from now on.
        origin: String,
    },
    ActivityRecorded {
        logged_in: bool,
        has_grades: bool,
        /// Null where it was not reported, and once the account is deleted.
        last_login: Option<String>,
        /// Null where it was not reported, and once the account is deleted.
        grades: Option<u64>,
    },
    GroupAdded {
        group_id: String,
        group: String,
    },
    /// Of `GroupJoined` and `GroupLeft`.
    Membership {
        /// `group` or `class`.
        kind: String,
        /// Of a class, the class's id.
        group_id: String,
        /// Null where the name is gone, or is not for the caller.
        group: Option<String>,
        /// `student` or `teacher` in a class; null in a group.
        role: Option<String>,
    },
    Class(Box<RecordedClass>),
    ClassRemoved {
        group_id: String,
        /// Null where the name is gone.
        group: Option<String>,
    },
    /// Of `AdminAdded`, `AdminRemoved`, `PasswordSet`, `SignInLocked` and `SignInLinkMade`.
    Admin {
        admin_id: String,
        /// Null where it is gone.
        email: Option<String>,
        /// Of `AdminAdded` only.
        role: Option<String>,
    },
    /// Of `TokenCreated` and `TokenRevoked`.
    Token {
        token_id: String,
        name: Option<String>,
        /// Null where the token is revoked.
        role: Option<String>,
    },
    SigningKeyAdopted {
        /// Ed25519, as standard base64.
        public_key: String,
    },
    LedgerRestored {
        /// How many records the log had that the backup replaced; null where there was none.
        replaced_size: Option<u64>,
        /// The root of its tree, as standard base64.
        replaced_root: Option<String>,
    },
    StepScheduled {
        #[serde(flatten)]
        step: ScheduledStep,
        /// How many accounts it concerns.
        accounts: u64,
        /// The step whose effects it ends.
        ends: Option<String>,
        /// Why guards were overridden (R60).
        override_reason: Option<String>,
    },
    StepRan {
        #[serde(flatten)]
        step: ScheduledStep,
        /// How many accounts it changed.
        changed: u64,
        nothing_to_do: u64,
        refused: u64,
    },
    StepRefused {
        #[serde(flatten)]
        step: ScheduledStep,
        /// Of the rule that stood against it.
        code: String,
    },
    /// Of `StepTargeted` and `StepCancelled`.
    Step(ScheduledStep),
    /// The type says it all.
    Nothing {},
}

/// What a batch's own record says.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct RecordedBatch {
    /// `import`, `reversal`, `replay` or `schedule`.
    pub kind: String,
    pub profile: Option<String>,
    pub action: Option<String>,
    pub files: Vec<BatchFile>,
    /// How many events of the batch follow this one.
    pub events: u64,
    pub effects: Effects,
    /// The version of the row validator that read the files (R61).
    pub validator: String,
    pub all_or_nothing: bool,
    /// Why guards were overridden (R60).
    pub override_reason: Option<String>,
    /// The batch that was taken back (R52) or given again (R54).
    pub of_batch: Option<String>,
    /// The position of the event that was taken back (R52).
    pub of_event: Option<u64>,
    /// The query whose result was taken back (R52).
    pub of_query: Option<String>,
    /// The scheduled step that was due.
    pub of_step: Option<String>,
}

/// Of `ClassAdded` and `ClassChanged`: the class as it was from then on. Its texts are null where
/// they are blank, and once its owner is deleted.
#[derive(Clone, PartialEq, Debug, Default, Serialize, ToSchema)]
pub struct RecordedClass {
    pub group_id: String,
    pub group: Option<String>,
    pub import_id: Option<String>,
    pub shortname: Option<String>,
    pub description: Option<String>,
    pub code: Option<String>,
    pub year: Option<String>,
    /// The account that owned it, if another one or nobody did from then on.
    pub previous_owner: Option<String>,
    /// The institution that it belonged to, if it moved.
    pub moved_from: Option<u64>,
}

/// What was to be done when.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct ScheduledStep {
    pub step_id: String,
    /// `disable`, `enable`, `deactivate` or `reactivate`.
    pub action: String,
    #[schema(value_type = String, format = DateTime)]
    #[serde(serialize_with = "super::plans::utc")]
    pub due: DateTime<Utc>,
}

/// One column's old and new value; null is blank.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct ColumnChange {
    pub column: String,
    pub old: Option<String>,
    pub new: Option<String>,
}

/// A page of events.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EventList {
    pub events: Vec<Event>,
    /// The cursor of the next page; null on the last.
    pub next: Option<String>,
    /// The cursor of the page before; null on the first.
    pub previous: Option<String>,
    /// How many events there are on all pages; only where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
}
