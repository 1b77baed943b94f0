use rollbook_service::answers::TokenList;
use warp::Filter;

use crate::{
    api::Api,
    reply::{self, Answer},
    request::{Request, request},
    rights::Audit,
    routes::Route,
};

pub(super) fn route(api: &Api) -> Route {
    warp::path::end()
        .and(warp::get())
        .and(request(api))
        .then(list)
        .boxed()
}

/// Tokens, without their secrets
///
/// For domain admins and auditors.
#[utoipa::path(
    get, path = "/api/v1/tokens", operation_id = "list_tokens", tag = "tokens",
    responses((status = 200, description = "All that are not revoked", body = TokenList))
)]
pub(crate) async fn list(request: Request) -> Answer {
    let caller = request.permit::<Audit>().await?;
    reply::json(&caller.run(|auditor| auditor.tokens()).await?)
}
