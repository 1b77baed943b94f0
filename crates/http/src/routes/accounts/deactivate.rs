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
    warp::path!(AccountId / "deactivate")
        .and(warp::post())
        .and(request(api))
        .then(deactivate)
        .boxed()
}

/// Shuts an account of someone who has left
///
/// The person cannot log in and takes no seat. Profile, data and progress are kept, hidden from teachers, and come
/// back with a reactivation (R13). It does not leave groups.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account_id}/deactivate", operation_id = "deactivate_account", tag = "accounts",
    params(("account_id" = String, Path)),
    request_body = Option<Reason>,
    responses(
        (status = 200, description = "Recorded, or nothing to do", body = AccountChanged),
        (status = 422, description = "A rule refuses it: `own-account` (R63)",
            body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn deactivate(id: AccountId, request: Request) -> Answer {
    let (caller, body) = request.command::<Operate, Reason>().await?;
    let changed = caller
        .run(move |operator| operator.deactivate(id, body.reason.as_deref()))
        .await?;
    reply::json(&changed)
}
