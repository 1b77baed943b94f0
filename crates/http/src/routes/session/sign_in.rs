use rollbook_service::answers::{Problem, Session};
use serde::Deserialize;
use utoipa::ToSchema;
use warp::{Filter, http::header::SET_COOKIE};

use crate::{
    api::Api,
    authentication,
    blocking::blocking,
    failure::Failure,
    reply::{self, Answer},
    request::{Request, request},
    routes::Route,
};

/// The secret of a sign-in link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignIn {
    /// What stands behind `#sign-in=`.
    link: String,
}

pub(super) fn route(api: &Api) -> Route {
    warp::path::end()
        .and(warp::post())
        .and(request(api))
        .then(sign_in)
        .boxed()
}

/// Signs in by a one-time link
///
/// Sets the cookie. The link works once, for an hour.
#[utoipa::path(
    post, path = "/api/v1/session", operation_id = "sign_in", tag = "session", security(()),
    request_body = SignIn,
    responses(
        (status = 200, description = "Signed in", body = Session,
            headers(("Set-Cookie" = String, description = "`rollbook_session`"))),
        (status = 401, description = "`link-not-accepted`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn sign_in(request: Request) -> Answer {
    let (ledger, secure) = (request.api.ledger.clone(), request.api.secure_cookies);
    let body: SignIn = request.json().await?;
    let signed_in = blocking(move || ledger.sign_in(&body.link))
        .await??
        .ok_or(Failure::LinkNotAccepted)?;
    let mut response = reply::json(&signed_in.session)?;
    if let Some(cookie) = authentication::cookie_set(&signed_in.cookie, secure) {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    Ok(response)
}
