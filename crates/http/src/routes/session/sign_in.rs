use rollbook_service::answers::{Problem, Session};
use serde::Deserialize;
use utoipa::ToSchema;
use warp::{Filter, http::header::SET_COOKIE};

use crate::{
    api::Api,
    blocking::blocking,
    failure::Failure,
    reply::{self, Answer},
    request::{Request, request},
    routes::Route,
    session_cookie,
};

/// A one-time link, or an email and its password.
#[derive(Deserialize, ToSchema)]
#[serde(
    untagged,
    expecting = "it is either {\"link\"} or {\"email\", \"password\"}, all of them texts"
)]
pub(crate) enum SignIn {
    Link(Link),
    Password(EmailAndPassword),
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Link {
    /// What stands behind `#sign-in=`.
    link: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EmailAndPassword {
    email: String,
    #[schema(value_type = String, format = Password)]
    password: String,
}

pub(super) fn route(api: &Api) -> Route {
    warp::path::end()
        .and(warp::post())
        .and(request(api))
        .then(sign_in)
        .boxed()
}

/// Signs in by a one-time link, or by an email and its password
///
/// Sets the cookie. The link works once, for an hour. After five wrong passwords in a row none is accepted for the email
/// for 15 minutes. An unknown email, an admin without a password and a wrong password are answered alike.
#[utoipa::path(
    post, path = "/api/v1/session", operation_id = "sign_in", tag = "session", security(()),
    request_body = SignIn,
    responses(
        (status = 200, description = "Signed in", body = Session,
            headers(("Set-Cookie" = String, description = "`rollbook_session`, or over HTTPS `__Host-rollbook_session`"))),
        (status = 401, description = "`link-not-accepted`, `password-not-accepted`", body = Problem,
            content_type = "application/problem+json"),
        (status = 429, description = "`sign-in-locked`: `Retry-After` says for how long", body = Problem,
            content_type = "application/problem+json"),
    )
)]
pub(crate) async fn sign_in(request: Request) -> Answer {
    let (ledger, secure) = (request.api.ledger.clone(), request.api.secure_cookies);
    let body: SignIn = request.json().await?;
    let signed_in = blocking(move || match body {
        SignIn::Link(by) => ledger.sign_in(&by.link),
        SignIn::Password(by) => ledger
            .sign_in_by_password(&by.email, &by.password)
            .map(Some),
    });
    let signed_in = signed_in.await??.ok_or(Failure::LinkNotAccepted)?;
    let mut response = reply::json(&signed_in.session)?;
    if let Some(cookie) = session_cookie::set(&signed_in.cookie, secure) {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    Ok(response)
}
