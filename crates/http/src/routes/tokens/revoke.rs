use rollbook_service::TokenId;
use warp::Filter;

use crate::{
    api::Api,
    reply::{self, Answer},
    request::{Request, request},
    rights::Administer,
    routes::Route,
};

pub(super) fn route(api: &Api) -> Route {
    warp::path!(TokenId)
        .and(warp::delete())
        .and(request(api))
        .then(revoke)
        .boxed()
}

/// Revokes a token
///
/// For domain admins. It stops working at once.
#[utoipa::path(
    delete, path = "/api/v1/tokens/{token_id}", operation_id = "revoke_token", tag = "tokens",
    params(("token_id" = String, Path)),
    responses((status = 204, description = "Revoked"))
)]
pub(crate) async fn revoke(id: TokenId, request: Request) -> Answer {
    let caller = request.permit::<Administer>().await?;
    caller
        .run(move |admin| admin.revoke_token(&id.to_string()))
        .await?;
    reply::no_content()
}
