use rollbook_service::answers::Problem;
use serde::Deserialize;
use utoipa::ToSchema;
use warp::Filter;

use crate::{
    api::Api,
    authentication,
    blocking::blocking,
    reply::{self, Answer},
    request::{Request, request},
    routes::Route,
};

/// A new password for whoever is signed in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetPassword {
    /// Needed where the session was opened by a password.
    #[schema(value_type = Option<String>, format = Password)]
    current: Option<String>,
    #[schema(value_type = String, format = Password, min_length = 12, max_length = 256)]
    new: String,
}

pub(super) fn route(api: &Api) -> Route {
    warp::path!("password")
        .and(warp::put())
        .and(request(api))
        .then(set)
        .boxed()
}

/// Sets the password of whoever is signed in
///
/// Of the cookie alone: a token has no password. All other sessions and links of this person end. Whoever has forgotten the
/// password signs in by a link, and needs no current one then. A wrong current password counts as a failed sign-in.
#[utoipa::path(
    put, path = "/api/v1/session/password", operation_id = "set_password", tag = "session",
    security(("session" = [], "csrf" = [])),
    request_body = SetPassword,
    responses(
        (status = 204, description = "Set"),
        (status = 422, description = "`current-password-not-accepted`, `no-admin`", body = Problem,
            content_type = "application/problem+json"),
        (status = 429, description = "`sign-in-locked`, `too-many-requests`", body = Problem,
            content_type = "application/problem+json"),
    )
)]
pub(crate) async fn set(request: Request) -> Answer {
    let ledger = request.api.ledger.clone();
    let cookie = authentication::session_to_write(&request.api, &request.headers).await?;
    let body: SetPassword = request.json().await?;
    blocking(move || ledger.set_password(&cookie, body.current.as_deref(), &body.new)).await??;
    reply::no_content()
}
