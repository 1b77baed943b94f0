use rollbook_service::{
    AccountId,
    answers::{Deletion, Problem},
};
use warp::Filter;

use crate::{
    api::Api,
    reply::{self, Answer},
    request::{Request, request},
    rights::Administer,
    routes::Route,
};

pub(super) fn route(api: &Api) -> Route {
    warp::path!(AccountId / "deletion")
        .and(warp::post())
        .and(request(api))
        .then(look)
        .boxed()
}

/// What deleting an account would destroy
///
/// For domain admins. The first of two steps (R41): it records nothing. The answer lists what would be destroyed, says what to
/// do instead, and has the confirmation that the second step needs. It counts for ten minutes, for the account as it is now.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account_id}/deletion", operation_id = "look_before_deletion", tag = "accounts",
    params(("account_id" = String, Path)),
    responses(
        (status = 200, description = "What would be destroyed", body = Deletion),
        (status = 422, description = "A rule refuses it: `deleted-account`, `own-account` (R63)",
            body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn look(id: AccountId, request: Request) -> Answer {
    let caller = request.permit::<Administer>().await?;
    let deletion = caller.run(move |admin| admin.deletion(id)).await?;
    reply::json(&deletion)
}
