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
    let session = authentication::session(&ledger, &request.headers).await?;
    let (Some(_), Some(cookie)) = (session, authentication::session_cookie(&request.headers))
    else {
        return Err(Failure::NotSignedIn);
    };
    authentication::require_csrf(&ledger, &request.headers).await?;
    blocking(move || ledger.sign_out(&cookie)).await??;
    let mut response = reply::no_content()?;
    if let Some(cookie) = authentication::cookie_removed(secure) {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    Ok(response)
}
