use rollbook_service::{AccountId, answers::Why};
use warp::Filter;

use crate::{
    api::Api,
    as_of::AsOf,
    reply::{self, Answer},
    request::{Request, request},
    rights::Read,
    routes::Route,
};

pub(super) fn route(api: &Api) -> Route {
    warp::path!(AccountId / "why")
        .and(warp::get())
        .and(request(api))
        .then(why)
        .boxed()
}

/// Why an account has its status
///
/// The event that put it there: who, when, by which file and row, and for what reason (R51). Now, or as of a moment.
#[utoipa::path(
    get, path = "/api/v1/accounts/{account_id}/why", operation_id = "explain_account", tag = "accounts",
    params(("account_id" = String, Path), AsOf),
    responses((status = 200, description = "The event, and a sentence that tells it", body = Why))
)]
pub(crate) async fn why(id: AccountId, request: Request) -> Answer {
    let caller = request.permit::<Read>().await?;
    let as_of = request.parameters::<AsOf>()?.moment();
    reply::json(&caller.run(move |reader| reader.why(id, as_of)).await?)
}
