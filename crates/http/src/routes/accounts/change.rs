use rollbook_service::{
    AccountId,
    answers::{AccountChanged, Problem},
};
use warp::Filter;

use super::columns::AccountColumns;
use crate::{
    api::Api,
    reply::{self, Answer},
    request::{Request, request},
    rights::Operate,
    routes::Route,
};

pub(super) fn route(api: &Api) -> Route {
    warp::path!(AccountId)
        .and(warp::patch())
        .and(request(api))
        .then(change)
        .boxed()
}

/// Changes columns of an account, or its institution
///
/// A JSON merge patch (RFC 7396): null or a blank text clears a column, an absent one stays as it is. Whoever moves to
/// another institution leaves the groups of the old one. Where a student information system states the account, the
/// answer has the note `import-will-restore` (R38).
#[utoipa::path(
    patch, path = "/api/v1/accounts/{account_id}", operation_id = "change_account", tag = "accounts",
    params(("account_id" = String, Path)),
    request_body(content((AccountColumns = "application/merge-patch+json"), (AccountColumns = "application/json"))),
    responses(
        (status = 200, description = "Recorded, or nothing to do", body = AccountChanged),
        (status = 404, description = "`unknown-account`, `unknown-institution`", body = Problem,
            content_type = "application/problem+json"),
        (status = 422, description = "A rule refuses it: `identity-taken`, `seat-limit`, `login-malformed`, \
            `sis-id-needed`, `deleted-account`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn change(id: AccountId, request: Request) -> Answer {
    let (caller, body) = request.command::<Operate, AccountColumns>().await?;
    let (columns, reason) = body.read();
    let changed = caller
        .run(move |operator| operator.set_account(id, &columns, reason.as_deref()))
        .await?;
    reply::json(&changed)
}
