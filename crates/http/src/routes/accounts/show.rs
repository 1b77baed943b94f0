use rollbook_service::{AccountId, answers::Account};
use warp::Filter;

use crate::{
    api::Api,
    as_of::AsOf,
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
/// An account of another institution is answered exactly as an unknown one (R16), and so is, as of a moment, one that was
/// not there yet. A deleted account is an anonymous shell at every moment (R55).
#[utoipa::path(
    get, path = "/api/v1/accounts/{account_id}", operation_id = "show_account", tag = "accounts",
    params(("account_id" = String, Path), AsOf),
    responses((status = 200, description = "The account as it is now, or was", body = Account))
)]
pub(crate) async fn show(id: AccountId, request: Request) -> Answer {
    let caller = request.authenticate().await?;
    let as_of = request.parameters::<AsOf>()?.moment();
    reply::json(
        &caller
            .read(move |reader| reader.account_at(id, as_of))
            .await?,
    )
}
