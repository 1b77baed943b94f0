use warp::Filter;

use crate::{
    api::Api,
    download,
    reply::Answer,
    request::{Request, request},
    routes::Route,
};

pub(super) fn route(api: &Api) -> Route {
    warp::path!(String / "refused.csv")
        .and(warp::get())
        .and(request(api))
        .then(refused)
        .boxed()
}

/// The refused rows of a plan, to be mended and uploaded again
///
/// The original columns in their order, then `row`, `code` and `reason`, which are ignored on reading (R17).
#[utoipa::path(
    get, path = "/api/v1/imports/{plan_id}/refused.csv", operation_id = "download_refused_rows", tag = "imports",
    params(("plan_id" = String, Path)),
    responses((status = 200, description = "The rows", body = String, content_type = "text/csv"))
)]
pub(crate) async fn refused(plan_id: String, request: Request) -> Answer {
    let caller = request.authenticate().await?;
    let idle = request.api.limits.body_idle;
    download::csv("refused.csv", idle, move |out| {
        let operator = caller.ledger.operator(&caller.caller)?;
        operator.refused_rows(&plan_id, out).map(drop)
    })
    .await
}
