use rollbook_service::{
    AccountId, DeletionOrder,
    answers::{AccountDeleted, Problem},
};
use serde::Deserialize;
use utoipa::ToSchema;
use warp::Filter;

use crate::{
    api::Api,
    reply::{self, Answer},
    request::{Request, request},
    rights::Administer,
    routes::Route,
};

/// The yes to a deletion.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeleteAccount {
    /// Of the first step.
    confirmation: String,
    /// The account's email, username or `sis_id`, typed by the person who deletes it.
    identity: String,
    /// Recorded with the event, sealed under the ledger's key: name nobody in it.
    reason: Option<String>,
}

pub(super) fn route(api: &Api) -> Route {
    warp::path!(AccountId)
        .and(warp::delete())
        .and(request(api))
        .then(delete)
        .boxed()
}

/// Deletes an account for good
///
/// For domain admins. The second of two steps (R41). The person's key is destroyed, and nothing brings the account back: what is
/// left is its anonymous history. Classes that it owns end with it, tokens that act as it are revoked, and plans that name the
/// person become void.
#[utoipa::path(
    delete, path = "/api/v1/accounts/{account_id}", operation_id = "delete_account", tag = "accounts",
    params(("account_id" = String, Path)),
    request_body = DeleteAccount,
    responses(
        (status = 200, description = "Deleted, or nothing to do; with the certificate", body = AccountDeleted),
        (status = 409, description = "`account-changed` since the confirmation was given: look again",
            body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`confirmation-invalid`, `confirmation-expired`: look first, or look again; \
            `identity-mismatch`; `own-account` (R63)",
            body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn delete(id: AccountId, request: Request) -> Answer {
    let (caller, body) = request.command::<Administer, DeleteAccount>().await?;
    let order = DeletionOrder {
        confirmation: body.confirmation,
        identity: body.identity,
        reason: body.reason,
    };
    let deleted = caller
        .run(move |admin| admin.delete_account(id, &order))
        .await?;
    reply::json(&deleted)
}
