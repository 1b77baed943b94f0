use rollbook_service::{
    Aim,
    answers::{Problem, ReversalApplied},
};
use warp::Filter;

use crate::{
    api::Api,
    reply::Answer,
    request::{Request, request},
    routes::{
        Route,
        reversals::create::{ReversalRequest, answer},
    },
};

pub(super) fn route(api: &Api) -> Route {
    warp::path::end()
        .and(warp::post())
        .and(request(api))
        .then(create)
        .boxed()
}

/// Gives a batch, an event or what a query finds again
///
/// What it once made of accounts is made of them as they are now (R54), whatever happened since.
#[utoipa::path(
    post, path = "/api/v1/replays", operation_id = "replay", tag = "reversals",
    request_body = ReversalRequest,
    responses(
        (status = 200, description = "The plan, and the batch that it became, if anything was recorded", body = ReversalApplied),
        (status = 404, description = "No such batch or event, or account that the query names, or hidden from the caller",
            body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`plan-changed`: the plan as it is now, in `reversal`",
            body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Stopped by a guard (R60), or by a seat limit for a single event (R46)",
            body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create(request: Request) -> Answer {
    answer(Aim::Again, request).await
}
