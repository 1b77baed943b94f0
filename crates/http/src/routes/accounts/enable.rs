use rollbook_service::{
    AccountId,
    answers::{AccountChanged, Problem},
};
use warp::Filter;

use super::Reason;
use crate::{
    api::Api,
    reply::{self, Answer},
    request::{Request, request},
    rights::Operate,
    routes::Route,
};

pub(super) fn route(api: &Api) -> Route {
    warp::path!(AccountId / "enable")
        .and(warp::post())
        .and(request(api))
        .then(enable)
        .boxed()
}

/// Ends a suspension
///
/// The person can log in again and takes a seat, if one is free (R46). It does not undo a deactivation, and says so.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account_id}/enable", operation_id = "enable_account", tag = "accounts",
    params(("account_id" = String, Path)),
    request_body = Option<Reason>,
    responses(
        (status = 200, description = "Recorded, or nothing to do", body = AccountChanged),
        (status = 422, description = "A rule refuses it: `reactivate-instead`, `seat-limit`",
            body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn enable(id: AccountId, request: Request) -> Answer {
    let (caller, body) = request.command::<Operate, Reason>().await?;
    let changed = caller
        .run(move |operator| operator.enable(id, body.reason.as_deref()))
        .await?;
    reply::json(&changed)
}
