use rollbook_service::answers::Applied;
use warp::Filter;

use crate::{
    api::Api,
    reply::{self, Answer},
    request::{Request, request},
    routes::Route,
};

pub(super) fn route(api: &Api) -> Route {
    warp::path!(String)
        .and(warp::get())
        .and(request(api))
        .then(show)
        .boxed()
}

/// A plan, and the batch that it became
///
/// Until something was recorded, `batch_id` and what belongs to it are left out.
#[utoipa::path(
    get, path = "/api/v1/imports/{plan_id}", operation_id = "show_import", tag = "imports",
    params(("plan_id" = String, Path)),
    responses((status = 200, description = "The plan", body = Applied))
)]
pub(crate) async fn show(plan_id: String, request: Request) -> Answer {
    let caller = request.authenticate().await?;
    let applied = caller
        .operate(move |operator| operator.plan(&plan_id))
        .await?;
    match applied.batch_id {
        Some(_) => reply::json(&applied),
        None => reply::json(&applied.plan),
    }
}
