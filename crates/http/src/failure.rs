//! Everything that can go wrong with a request, the ledger's own errors included.

use rollbook_service::{
    Error,
    answers::{Difference, Plan, Reversal, SchedulePlan},
};

/// Why a request was not done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Ledger(#[from] Error),
    #[error("the plan was not applied: {}", .plan.stopped.as_deref().unwrap_or_default())]
    PlanStopped {
        plan: Box<Plan>,
        differences: Vec<Difference>,
    },
    #[error("nothing was scheduled: {}", .0.stopped.as_deref().unwrap_or_default())]
    ScheduleStopped(Box<SchedulePlan>),
    #[error("the plan was not applied: {}", .0.plan.stopped.as_deref().unwrap_or_default())]
    ReversalStopped(Box<Reversal>),
    #[error(
        "sign in first: send a token as `Authorization: Bearer …`, or open a sign-in link in the console"
    )]
    NotSignedIn,
    #[error(
        "this sign-in link is unknown, was used already, is older than an hour, or was made on another node: `rollbook admin link` makes a new one"
    )]
    LinkNotAccepted,
    #[error(
        "the header X-CSRF-Token is missing or is not this session's: GET /api/v1/session tells it"
    )]
    CsrfMismatch,
    #[error("there is nothing at this address: /openapi.json lists what there is")]
    NoSuchRoute,
    #[error("there is no profile of this name: say {0}")]
    UnknownProfile(String),
    #[error("this address does not take this method: it takes {allowed}")]
    MethodNotAllowed { allowed: String },
    #[error("the {place} parameter is not understood: {why}")]
    Parameter { place: &'static str, why: String },
    #[error("the JSON body is not understood: {0}")]
    Json(#[source] serde_json::Error),
    #[error("the body ended early or came to a halt: send it again")]
    BodyInterrupted(#[source] warp::Error),
    #[error("nothing of the body arrived for {seconds} seconds: send it again")]
    BodyIdle { seconds: u64 },
    #[error(
        "the body arrived slower than {rate} bytes a second, which is the setting limits.body_bytes_per_second: send it again"
    )]
    BodyTooSlow { rate: u64 },
    #[error("the body is larger than {limit} bytes")]
    BodyTooLarge { limit: u64 },
    #[error("the body's Content-Type is not one of {accepted}")]
    MediaType { accepted: &'static str },
    #[error("too many files are being read at the moment, or too many of yours: try again")]
    TooManyUploads,
    #[error("too many files are being sent at the moment, or too many to you: try again")]
    TooManyDownloads,
    #[error(
        "too many clients follow the log or an import at the moment, or too many of yours: try again"
    )]
    TooManyFeeds,
    #[error("too many connections are open at the moment: try again")]
    TooManyConnections,
    #[error("the request's address is longer than {limit} bytes")]
    AddressTooLong { limit: usize },
    #[error("the request has more than {limit} header fields")]
    TooManyHeaders { limit: usize },
    #[error("the request's header fields are larger than {limit} bytes")]
    HeadersTooLarge { limit: usize },
    #[error(
        "this server is not asked for by the name that the header Host has: add the name to the setting hosts, if it is one of yours"
    )]
    HostNotAccepted,
    #[error("something failed on our side; `rollbook doctor` tells more")]
    Broken,
}
