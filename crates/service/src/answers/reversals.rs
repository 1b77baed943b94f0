//! What taking something back, or giving it again, would do or did.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::Plan;
use super::plans::maybe_utc;

/// A plan of a reversal or a replay. Its `plan_id` is a digest of all that it does and refuses:
/// two of the same id do the same.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Reversal {
    #[serde(flatten)]
    pub plan: Plan,
    /// `reversal` or `replay`.
    pub kind: String,
    /// The batch that is taken back (R52) or given again (R54).
    pub of_batch: Option<String>,
    /// The position of the event that is.
    pub of_event: Option<u64>,
    /// The query whose result is.
    pub of_query: Option<String>,
    /// What was kept and refused first, then what is put back. Those with nothing to do are only
    /// counted.
    pub outcomes: Vec<AspectOutcome>,
    /// How many more there are: 100,000 that are kept or refused are listed, and 10,000 others. An
    /// answer that an idempotency key tells again lists what its batch does, and counts the events of
    /// what was put back.
    pub outcomes_left_out: u64,
}

/// What becomes of one aspect of an account, or of a seat limit, an institution, a class or the
/// like.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct AspectOutcome {
    /// Null for what is no account's.
    pub account_id: Option<String>,
    /// The account's email, or else its username; what else is called by its name.
    pub label: Option<String>,
    /// `status`, `block`, `origin`, `institution`, `group:NAME`, `column:NAME`, `account` for all
    /// of a deleted one; `seats`, `class`, `group`, … for what is no account's.
    pub aspect: String,
    /// `reversed`, `replayed`, `kept` or `refused`.
    pub outcome: String,
    /// Why not, or `forced`; null where it simply is put back.
    pub code: Option<String>,
    pub because: Option<String>,
    /// Who changed it since.
    pub by: Option<String>,
    /// When it was changed since.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(serialize_with = "maybe_utc")]
    pub at: Option<DateTime<Utc>>,
    /// The position of the event that changed it since.
    pub position: Option<u64>,
}

impl AspectOutcome {
    /// The word for what becomes of it, and nothing else yet.
    pub(crate) fn of(outcome: &str) -> AspectOutcome {
        AspectOutcome {
            account_id: None,
            label: None,
            aspect: String::new(),
            outcome: outcome.to_owned(),
            code: None,
            because: None,
            by: None,
            at: None,
            position: None,
        }
    }
}

/// A reversal or a replay, and the batch that it became.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReversalApplied {
    #[serde(flatten)]
    pub plan: Reversal,
    /// Null where there was nothing to do (R62).
    pub batch_id: Option<String>,
    pub first_position: Option<u64>,
    pub last_position: Option<u64>,
    /// How many events were recorded, the batch's own record included.
    pub events: u64,
}

/// Of a plan that became none.
impl From<Reversal> for ReversalApplied {
    fn from(plan: Reversal) -> ReversalApplied {
        ReversalApplied {
            plan,
            batch_id: None,
            first_position: None,
            last_position: None,
            events: 0,
        }
    }
}
