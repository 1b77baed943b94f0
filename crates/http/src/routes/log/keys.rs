use rollbook_service::answers::SigningKeys;
use warp::Filter;

use crate::{
    api::Api,
    blocking::blocking,
    reply::{self, Answer},
    request::{Request, request},
    routes::Route,
};

pub(super) fn route(api: &Api) -> Route {
    warp::path!("keys")
        .and(warp::get())
        .and(request(api))
        .then(keys)
        .boxed()
}

/// The keys that sign the log
///
/// The newest first. To rely on them, compare them once with what the log's operator told you by another way.
#[utoipa::path(
    get, path = "/api/v1/log/keys", operation_id = "list_signing_keys", tag = "log",
    responses((status = 200, description = "Their public halves", body = SigningKeys))
)]
pub(crate) async fn keys(request: Request) -> Answer {
    request.authenticate().await?;
    let ledger = request.api.ledger.clone();
    reply::json(&blocking(move || ledger.signing_keys()).await??)
}
