use rollbook_service::{
    ApplyOptions, ApplyOutcome,
    answers::{Applied, Problem},
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

/// How to apply a plan.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ApplyPlan {
    /// Recorded with the batch. Name nobody in it.
    reason: Option<String>,
    /// Whether one refused row stops all of them (R19).
    all_or_nothing: Option<bool>,
    /// Why a guard does not hold this time (R60); recorded.
    override_guards: Option<String>,
}

pub(super) fn route(api: &Api) -> Route {
    warp::path!(String / "apply")
        .and(warp::post())
        .and(request(api))
        .then(apply)
        .boxed()
}

/// Applies a plan
///
/// All of the batch is recorded, or nothing of it. Where the ledger has moved and rows would now do something
/// else, nothing is recorded and the plan is made again (R61).
#[utoipa::path(
    post, path = "/api/v1/imports/{plan_id}/apply", operation_id = "apply_import", tag = "imports",
    params(("plan_id" = String, Path)),
    request_body = ApplyPlan,
    responses(
        (status = 200, description = "Recorded; without a batch where there was nothing to do (R62)", body = Applied),
        (status = 409, description = "`plan-changed`: the plan as it is now, and the rows that differ",
            body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Stopped by a guard (R60), a seat limit (R46) or refused rows (R19)",
            body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn apply(plan_id: String, request: Request) -> Answer {
    let (caller, body) = request.command::<Operate, ApplyPlan>().await?;
    let options = ApplyOptions {
        reason: body.reason,
        all_or_nothing: body.all_or_nothing.unwrap_or(false),
        override_guards: body.override_guards,
    };
    let outcome = caller
        .run(move |operator| operator.apply(&plan_id, &options))
        .await?;
    match outcome {
        ApplyOutcome::Applied(applied) => reply::json(&applied),
        ApplyOutcome::Stopped { plan, differences } => Err(Failure::PlanStopped {
            plan: Box::new(plan),
            differences,
        }),
    }
}
