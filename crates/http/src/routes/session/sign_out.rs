use warp::{Filter, http::header::SET_COOKIE};

use crate::{
    api::Api,
    authentication,
    blocking::blocking,
    reply::{self, Answer},
    request::{Request, request},
    routes::Route,
    session_cookie,
};

pub(super) fn route(api: &Api) -> Route {
    warp::path::end()
        .and(warp::delete())
        .and(request(api))
        .then(sign_out)
        .boxed()
}

/// Signs out
///
/// Ends the session on the server, and takes the cookie back.
#[utoipa::path(
    delete, path = "/api/v1/session", operation_id = "sign_out", tag = "session",
    security(("session" = [], "csrf" = [])),
    responses((status = 204, description = "Signed out"))
)]
pub(crate) async fn sign_out(request: Request) -> Answer {
    let (ledger, secure) = (request.api.ledger.clone(), request.api.secure_cookies);
    let cookie = authentication::session_to_write(&request.api, &request.headers).await?;
    blocking(move || ledger.sign_out(&cookie)).await??;
    let mut response = reply::no_content()?;
    if let Some(cookie) = session_cookie::removed(secure) {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    Ok(response)
}
