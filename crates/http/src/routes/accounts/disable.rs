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
    warp::path!(AccountId / "disable")
        .and(warp::post())
        .and(request(api))
        .then(disable)
        .boxed()
}

/// Suspends an account for a time
///
/// The person cannot log in and takes no seat; all data stays where teachers see it. It does not undo a
/// deactivation, and says so.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account_id}/disable", operation_id = "disable_account", tag = "accounts",
    params(("account_id" = String, Path)),
    request_body = Option<Reason>,
    responses(
        (status = 200, description = "Recorded, or nothing to do", body = AccountChanged),
        (status = 422, description = "A rule refuses it: `reactivate-first`, `own-account` (R63)",
            body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn disable(id: AccountId, request: Request) -> Answer {
    let (caller, body) = request.command::<Operate, Reason>().await?;
    let changed = caller
        .run(move |operator| operator.disable(id, body.reason.as_deref()))
        .await?;
    reply::json(&changed)
}
