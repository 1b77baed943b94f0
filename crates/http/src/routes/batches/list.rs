use rollbook_service::answers::BatchList;
use serde::Deserialize;
use utoipa::IntoParams;
use warp::Filter;

use crate::{
    api::Api,
    reply::{self, Answer},
    request::{Request, request},
    rights::Read,
    routes::Route,
};

/// Batches of a page, where the client does not say.
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

/// Batches, newest first
///
/// An institution admin sees those of its own institution.
#[utoipa::path(
    get, path = "/api/v1/batches", operation_id = "list_batches", tag = "batches",
    params(Parameters),
    responses((status = 200, description = "A page, without changes", body = BatchList))
)]
pub(crate) async fn list(request: Request) -> Answer {
    let caller = request.permit::<Read>().await?;
    let Parameters { limit, cursor } = request.parameters()?;
    let batches = caller
        .run(move |reader| reader.batches(limit.unwrap_or(LIMIT), cursor.as_deref()))
        .await?;
    reply::json(&batches)
}
