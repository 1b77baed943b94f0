use rollbook_service::answers::Problem;
use warp::Filter;

use crate::{
    api::Api,
    reply::{self, Answer},
    request::{Request, request},
    rights::Operate,
    routes::Route,
};

pub(super) fn route(api: &Api) -> Route {
    warp::path!(String)
        .and(warp::delete())
        .and(request(api))
        .then(discard)
        .boxed()
}

/// Discards a plan
///
/// Nobody can apply it any more, and what it says of people is destroyed at once. Whoever asks for it is told
/// that it was discarded, until the day on which it would have expired.
#[utoipa::path(
    delete, path = "/api/v1/imports/{plan_id}", operation_id = "discard_import", tag = "imports",
    params(("plan_id" = String, Path)),
    responses(
        (status = 204, description = "Discarded, or it was already"),
        (status = 422, description = "`plan-applied`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn discard(plan_id: String, request: Request) -> Answer {
    let caller = request.permit::<Operate>().await?;
    caller
        .run(move |operator| operator.discard_plan(&plan_id))
        .await?;
    reply::no_content()
}
