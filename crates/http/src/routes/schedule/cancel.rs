use rollbook_service::{
    StepId,
    answers::{Problem, StepsCancelled},
};
use warp::Filter;

use crate::{
    api::Api,
    reply::{self, Answer},
    request::{Request, request},
    rights::Operate,
    routes::Route,
};

pub(super) fn route(api: &Api) -> Route {
    warp::path!(StepId)
        .and(warp::delete())
        .and(request(api))
        .then(cancel)
        .boxed()
}

/// Cancels a scheduled step
///
/// With it goes the step that would end its effects. An institution admin cancels what an admin of its
/// institution has scheduled; the rest takes a domain admin.
#[utoipa::path(
    delete, path = "/api/v1/schedule/{step_id}", operation_id = "cancel_step", tag = "schedule",
    params(("step_id" = String, Path)),
    responses(
        (status = 200, description = "Cancelled, or it was already", body = StepsCancelled),
        (status = 422, description = "`step-has-run`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn cancel(id: StepId, request: Request) -> Answer {
    let caller = request.permit::<Operate>().await?;
    let cancelled = caller
        .run(move |operator| operator.cancel_step(id, None))
        .await?;
    reply::json(&cancelled)
}
