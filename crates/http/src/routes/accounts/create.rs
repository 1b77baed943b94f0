use rollbook_service::{
    InstitutionId, NewAccount,
    answers::{AccountChanged, Problem},
};
use serde::Deserialize;
use utoipa::ToSchema;
use warp::Filter;

use crate::{
    api::Api,
    reply::{self, Answer},
    request::{Request, request},
    routes::Route,
};

/// An account to add; an email or a username is needed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddAccount {
    email: Option<String>,
    /// Set by domain admins only, like `user_id` and `sis_id` (R16).
    username: Option<String>,
    /// Assigned by the ledger where none is given.
    user_id: Option<u64>,
    sis_id: Option<String>,
    /// The institution added first, where none is given.
    institution: Option<u64>,
    first_name: Option<String>,
    last_name: Option<String>,
    /// `T`, `S` or `P`.
    user_type: Option<String>,
}

pub(super) fn route(api: &Api) -> Route {
    warp::path::end()
        .and(warp::post())
        .and(request(api))
        .then(create)
        .boxed()
}

/// Adds an account by hand
///
/// It is active and takes a seat (R46, R58). Its origin is `manual`: no import will ever end it.
#[utoipa::path(
    post, path = "/api/v1/accounts", operation_id = "add_account", tag = "accounts",
    request_body = AddAccount,
    responses(
        (status = 201, description = "Added", body = AccountChanged),
        (status = 422, description = "A rule refuses it: `seat-limit`, `identity-taken`, `unknown-institution`",
            body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create(request: Request) -> Answer {
    let (caller, body) = request.command::<AddAccount>().await?;
    let new = NewAccount {
        email: body.email,
        username: body.username,
        user_id: body.user_id,
        sis_id: body.sis_id,
        institution: body.institution.map(InstitutionId),
        first_name: body.first_name,
        last_name: body.last_name,
        user_type: body.user_type,
    };
    let added = caller
        .operate(move |operator| operator.add_account(&new))
        .await?;
    reply::created_if(added.outcome, &added)
}
