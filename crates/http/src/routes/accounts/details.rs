use rollbook_service::{AccountId, answers::AccountDetails};
use warp::Filter;

use crate::{
    api::Api,
    reply::{self, Answer},
    request::{Request, request},
    rights::Read,
    routes::Route,
};

pub(super) fn route(api: &Api) -> Route {
    warp::path!(AccountId / "details")
        .and(warp::get())
        .and(request(api))
        .then(details)
        .boxed()
}

/// What an account is in, and what was reported of it
///
/// Its groups and classes with their ids, the last log-in and the number of grades that were reported (R48), as they are
/// now. Of a deleted account nothing is left of them.
#[utoipa::path(
    get, path = "/api/v1/accounts/{account_id}/details", operation_id = "show_account_details", tag = "accounts",
    params(("account_id" = String, Path)),
    responses((status = 200, description = "The details", body = AccountDetails))
)]
pub(crate) async fn details(id: AccountId, request: Request) -> Answer {
    let caller = request.permit::<Read>().await?;
    reply::json(&caller.run(move |reader| reader.account_details(id)).await?)
}
