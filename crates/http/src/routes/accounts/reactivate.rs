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
    warp::path!(AccountId / "reactivate")
        .and(warp::post())
        .and(request(api))
        .then(reactivate)
        .boxed()
}

/// Brings a deactivated account back as it was
///
/// To active, or to disabled where it is blocked underneath. An active one takes a seat, if one is free (R18, R46).
#[utoipa::path(
    post, path = "/api/v1/accounts/{account_id}/reactivate", operation_id = "reactivate_account", tag = "accounts",
    params(("account_id" = String, Path)),
    request_body = Option<Reason>,
    responses(
        (status = 200, description = "Recorded, or nothing to do", body = AccountChanged),
        (status = 422, description = "A rule refuses it: `enable-instead`, `seat-limit`",
            body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn reactivate(id: AccountId, request: Request) -> Answer {
    let (caller, body) = request.command::<Operate, Reason>().await?;
    let changed = caller
        .run(move |operator| operator.reactivate(id, body.reason.as_deref()))
        .await?;
    reply::json(&changed)
}
