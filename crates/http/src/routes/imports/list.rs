use rollbook_service::answers::WaitingPlanList;
use serde::Deserialize;
use utoipa::IntoParams;
use warp::Filter;

use crate::{
    api::Api,
    reply::{self, Answer},
    request::{Request, request},
    rights::Operate,
    routes::Route,
};

/// Plans of a page, where the client does not say.
const LIMIT: usize = 100;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Parameters {
    /// 1 to 1000.
    #[param(default = 100)]
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<String>,
}

pub(super) fn route(api: &Api) -> Route {
    warp::path::end()
        .and(warp::get())
        .and(request(api))
        .then(list)
        .boxed()
}

/// Plans that wait to be applied, newest first
///
/// Also those that would record nothing. An institution admin sees its own.
#[utoipa::path(
    get, path = "/api/v1/imports", operation_id = "list_imports", tag = "imports",
    params(Parameters),
    responses((status = 200, description = "A page, without rows", body = WaitingPlanList))
)]
pub(crate) async fn list(request: Request) -> Answer {
    let caller = request.permit::<Operate>().await?;
    let Parameters { limit, cursor } = request.parameters()?;
    let plans = caller
        .run(move |operator| operator.waiting_plans(limit.unwrap_or(LIMIT), cursor.as_deref()))
        .await?;
    reply::json(&plans)
}
