use rollbook_service::{
    AccountId, GroupId,
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
    warp::path!(AccountId / "groups" / GroupId)
        .and(warp::put())
        .and(request(api))
        .then(join_group)
        .boxed()
}

/// Puts an account into a group
///
/// The group must be of the account's institution.
#[utoipa::path(
    put, path = "/api/v1/accounts/{account_id}/groups/{group_id}", operation_id = "join_group", tag = "accounts",
    params(("account_id" = String, Path), ("group_id" = String, Path)),
    request_body = Option<Reason>,
    responses(
        (status = 200, description = "Recorded, or nothing to do", body = AccountChanged),
        (status = 422, description = "A rule refuses it", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn join_group(id: AccountId, group: GroupId, request: Request) -> Answer {
    let (caller, body) = request.command::<Operate, Reason>().await?;
    let changed = caller
        .run(move |operator| operator.join_group(id, group, body.reason.as_deref()))
        .await?;
    reply::json(&changed)
}
