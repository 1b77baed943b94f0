use rollbook_service::{AccountId, answers::Account};
use warp::Filter;

use crate::{
    api::Api,
    reply::{self, Answer},
    request::{Request, request},
    routes::Route,
};

pub(super) fn route(api: &Api) -> Route {
    warp::path!(AccountId)
        .and(warp::get())
        .and(request(api))
        .then(show)
        .boxed()
}

/// One account
///
/// An account of another institution is answered exactly as an unknown one (R16).
#[utoipa::path(
    get, path = "/api/v1/accounts/{account_id}", operation_id = "show_account", tag = "accounts",
    params(("account_id" = String, Path)),
    responses((status = 200, description = "The account as it is now", body = Account))
)]
pub(crate) async fn show(id: AccountId, request: Request) -> Answer {
    let caller = request.authenticate().await?;
    reply::json(&caller.read(move |reader| reader.account(id)).await?)
}
