//! Accounts.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One person's access, as it is now.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Account {
    pub account_id: String,
    pub user_id: Option<u64>,
    pub username: Option<String>,
    pub sis_id: Option<String>,
    pub email: Option<String>,
    pub first_name: Option<String>,
    pub middle_init: Option<String>,
    pub last_name: Option<String>,
    pub suffix: Option<String>,
    pub nickname: Option<String>,
    pub display_id: Option<String>,
    pub google_email_address: Option<String>,
    /// `T`, `S` or `P`.
    pub user_type: Option<String>,
    pub institution: u64,
    /// Names of the groups that it is in.
    pub groups: Vec<String>,
    /// `import` or `manual`.
    pub origin: Option<String>,
    /// `active`, `disabled`, `deactivated` or `deleted`.
    pub status: String,
    pub blocked: bool,
    pub deactivated: bool,
    pub takes_seat: bool,
    /// Null for viewers, like `stub`.
    pub with_data: Option<bool>,
    pub stub: Option<bool>,
    /// The position of the last event that concerns it.
    pub version: u64,
    /// Steps that wait for it, in the order in which they are due. Viewers are told none.
    pub scheduled: Vec<super::ScheduledStep>,
}

/// What an account is in, and what was reported of it, now.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AccountDetails {
    pub account_id: String,
    /// Groups that it is in, in the order in which it joined them.
    pub groups: Vec<AccountGroup>,
    /// Classes that it owns, then those that it is in.
    pub classes: Vec<AccountClass>,
    /// The last log-in that was reported (R48).
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(serialize_with = "super::plans::maybe_utc")]
    pub last_log_in: Option<DateTime<Utc>>,
    /// How many grades were reported last.
    pub grades: Option<u64>,
}

/// A group that an account is in.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AccountGroup {
    pub group_id: String,
    pub group: String,
}

/// A class that an account has to do with.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AccountClass {
    pub group_id: String,
    pub group: String,
    /// `owner`, `teacher` or `student`.
    pub role: String,
    /// False while its owner is deactivated (R34).
    pub active: bool,
}

/// Whether a person may log in.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Access {
    pub account_id: String,
    /// `active`, `disabled` or `deactivated`.
    pub status: String,
    pub may_log_in: bool,
}

/// A page of accounts, in the order of `account_id`.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct AccountList {
    pub accounts: Vec<Account>,
    /// The cursor of the next page; null on the last.
    pub next: Option<String>,
}

/// The event that put an account into its status (R51).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Why {
    pub account_id: String,
    pub status: String,
    pub event: super::Event,
    /// The id of the batch that the event belongs to; null for a single command.
    pub batch: Option<String>,
    /// The event as an administrator would tell it, in English.
    pub sentence: String,
}

/// What deleting an account would destroy (R41), and what the second step needs.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Deletion {
    pub account: Account,
    pub destroys: Destroyed,
    /// What to do instead.
    pub recommendation: String,
    /// To be given back with the second step.
    pub confirmation: String,
    /// Until when it counts.
    #[schema(value_type = String, format = DateTime)]
    #[serde(serialize_with = "super::plans::utc")]
    pub expires: DateTime<Utc>,
}

/// What goes with an account.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Destroyed {
    /// The profile's filled columns.
    pub columns: Vec<String>,
    /// Groups that it leaves.
    pub groups: Vec<String>,
    /// Classes that it owns: they end, with everybody's place in them.
    pub classes: Vec<DestroyedClass>,
    /// Classes of others that it is in.
    pub in_classes: Vec<String>,
    /// Whether log-ins were reported.
    pub log_ins: bool,
    /// Whether grades were reported.
    pub grades: bool,
    /// Events that stay, but no longer say of whom they were.
    pub events: u64,
    /// Scheduled steps that lose it.
    pub scheduled_steps: u64,
    /// Names of tokens that act as it: they are revoked.
    pub tokens: Vec<String>,
    /// Plans that name it: they become void.
    pub plans: u64,
}

/// What is left of an account after its deletion, and what the command did.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AccountDeleted {
    #[serde(flatten)]
    pub account: Account,
    pub outcome: ChangeOutcome,
    /// Of the event; null where there was nothing to do.
    pub position: Option<u64>,
    /// What was destroyed, certified; null where the log's signing key is not at hand. It can be asked
    /// for at any time.
    pub certificate: Option<String>,
}

/// A class that ends with its owner.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DestroyedClass {
    pub group_id: String,
    pub group: String,
    pub members: u64,
}

/// Whether a command recorded an event.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeOutcome {
    Recorded,
    NothingToDo,
}

/// What the person should know although the command was done.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Note {
    pub code: String,
    pub message: String,
}

/// An account after a command, and what the command did.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AccountChanged {
    #[serde(flatten)]
    pub account: Account,
    pub outcome: ChangeOutcome,
    /// Of the event; null where there was nothing to do.
    pub position: Option<u64>,
    /// Such as `import-will-restore` (R38).
    pub notes: Vec<Note>,
}
