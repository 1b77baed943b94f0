use rollbook_service::{
    Aim, BatchId, Error, ReversalOptions, ReversalOutcome, ReversalTarget,
    answers::{Problem, ReversalApplied},
};
use serde::Deserialize;
use utoipa::ToSchema;
use warp::Filter;

use crate::{
    api::Api,
    failure::Failure,
    reply::{self, Answer},
    request::{Request, request},
    rights::Operate,
    routes::Route,
};

/// What is to be taken back or given again: exactly one of `batch`, `event` and `query`. It is a body because a
/// query and the accounts to force may name people, and addresses end up in logs.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReversalRequest {
    /// A batch's id.
    batch: Option<String>,
    /// The position of a single event.
    event: Option<u64>,
    /// Every event that the query finds, as `POST /events/search` would. It is recorded with accounts by their ids;
    /// free text is recorded as it stands: name nobody in it.
    query: Option<String>,
    /// `plan`, which records nothing, or `apply`.
    mode: Option<Mode>,
    /// Accounts whose aspects are put back although something else has changed them since: each an account id, an
    /// email, a username, `user_id:…` or `sis_id:…`. Only of a reversal, and only those of which something would be
    /// kept.
    #[serde(default)]
    force: Vec<String>,
    /// Of the plan that was agreed to: with `apply`, nothing is recorded where the plan is another one now.
    plan_id: Option<String>,
    /// Recorded with the batch. Name nobody in it.
    reason: Option<String>,
    /// Why a guard does not hold this time (R60); recorded.
    override_guards: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Mode {
    #[default]
    Plan,
    Apply,
}

pub(super) fn route(api: &Api) -> Route {
    warp::path::end()
        .and(warp::post())
        .and(request(api))
        .then(create)
        .boxed()
}

/// Takes back a batch, an event or what a query finds
///
/// Every aspect of an account is put back by itself, unless something else has changed it since: then it is kept,
/// and the answer says what changed it and who (R52). The reversal is a batch, and can be taken back itself (R53).
/// Plan first: the plan's id is a digest of all that it does and refuses.
#[utoipa::path(
    post, path = "/api/v1/reversals", operation_id = "reverse", tag = "reversals",
    request_body = ReversalRequest,
    responses(
        (status = 200, description = "The plan, and the batch that it became, if anything was recorded", body = ReversalApplied),
        (status = 404, description = "No such batch, event or account to force, or hidden from the caller",
            body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`plan-changed`: the plan as it is now, in `reversal`; or an account to force is ambiguous",
            body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Stopped by a guard (R60), or by a seat limit for a single event (R46)",
            body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create(request: Request) -> Answer {
    answer(Aim::Back, request).await
}

/// Plans or applies, whichever way events are gone over.
pub(crate) async fn answer(aim: Aim, request: Request) -> Answer {
    let (caller, body) = request.command::<Operate, ReversalRequest>().await?;
    let mode = body.mode.unwrap_or_default();
    let (target, options) = body.read()?;
    let outcome = caller
        .run(move |operator| match mode {
            Mode::Plan => operator
                .plan_reversal(aim, &target, &options)
                .map(|plan| ReversalOutcome::Applied(Box::new(plan.into()))),
            Mode::Apply => operator.apply_reversal(aim, &target, &options),
        })
        .await?;
    match outcome {
        ReversalOutcome::Applied(applied) => reply::json(&*applied),
        ReversalOutcome::Stopped(plan) => Err(Failure::ReversalStopped(plan)),
    }
}

impl ReversalRequest {
    fn read(self) -> Result<(ReversalTarget, ReversalOptions), Error> {
        let target = match (self.batch, self.event, self.query) {
            // An id that is none names no batch.
            (Some(batch), None, None) => batch
                .parse::<BatchId>()
                .map(ReversalTarget::Batch)
                .map_err(|_| Error::NotFound("batch"))?,
            (None, Some(event), None) => ReversalTarget::Event(event),
            (None, None, Some(query)) => ReversalTarget::Query(query),
            _ => {
                return Err(Error::Invalid {
                    what: "target",
                    why: "name exactly one of batch, event and query".to_owned(),
                });
            }
        };
        let options = ReversalOptions {
            plan_id: self.plan_id,
            force: self.force,
            reason: self.reason,
            override_guards: self.override_guards,
        };
        Ok((target, options))
    }
}
