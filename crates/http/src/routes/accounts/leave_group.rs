use rollbook_service::{AccountId, GroupId, answers::AccountChanged};
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
        .and(warp::delete())
        .and(request(api))
        .then(leave_group)
        .boxed()
}

/// Takes an account out of a group
///
/// The group left is recorded, so that it can be found again (R09).
#[utoipa::path(
    delete, path = "/api/v1/accounts/{account_id}/groups/{group_id}", operation_id = "leave_group", tag = "accounts",
    params(("account_id" = String, Path), ("group_id" = String, Path)),
    request_body = Option<Reason>,
    responses((status = 200, description = "Recorded, or nothing to do", body = AccountChanged))
)]
pub(crate) async fn leave_group(id: AccountId, group: GroupId, request: Request) -> Answer {
    let (caller, body) = request.command::<Operate, Reason>().await?;
    let changed = caller
        .run(move |operator| operator.leave_group(id, group, body.reason.as_deref()))
        .await?;
    reply::json(&changed)
}
