use rollbook_service::answers::Session;
use warp::Filter;

use crate::{
    api::Api,
    authentication,
    failure::Failure,
    reply::{self, Answer},
    request::{Request, request},
    routes::Route,
};

pub(super) fn route(api: &Api) -> Route {
    warp::path::end()
        .and(warp::get())
        .and(request(api))
        .then(show)
        .boxed()
}

/// Who is signed in
///
/// Of the cookie alone: a token has no session.
#[utoipa::path(
    get, path = "/api/v1/session", operation_id = "show_session", tag = "session", security(("session" = [])),
    responses((status = 200, description = "The session, with the token that its writes carry", body = Session))
)]
pub(crate) async fn show(request: Request) -> Answer {
    let session = authentication::session(&request.api, &request.headers).await?;
    let (_, session) = session.ok_or(Failure::NotSignedIn)?;
    reply::json(&session)
}
