use rollbook_service::answers::Problem;
use warp::{
    Filter, Reply,
    http::{HeaderValue, header::CONTENT_TYPE},
};

use super::let_in;
use crate::{
    api::Api,
    blocking::blocking,
    reply::Answer,
    request::{Request, request},
    routes::Route,
};

const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");

pub(super) fn route(api: &Api) -> Route {
    warp::path!("checkpoint")
        .and(warp::get())
        .and(request(api))
        .then(checkpoint)
        .boxed()
}

/// The log's head, signed
///
/// A C2SP tlog-checkpoint: the log's name, how many records it has and the root of their Merkle tree, as a signed note. Keep
/// one: whoever has it can prove later whether the log was changed. No sign-in is needed where the setting `public_log` is on.
#[utoipa::path(
    get, path = "/tlog/checkpoint", operation_id = "show_checkpoint", tag = "log",
    responses(
        (status = 200, description = "The checkpoint of the last commit", body = String, content_type = "text/plain"),
        (status = 404, description = "`log-unsigned`: nothing was recorded yet by a version that signs the log",
            body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn checkpoint(request: Request) -> Answer {
    let_in(&request).await?;
    let ledger = request.api.ledger.clone();
    let checkpoint = blocking(move || ledger.checkpoint()).await??;
    let mut response = checkpoint.note.into_response();
    response.headers_mut().insert(CONTENT_TYPE, TEXT);
    Ok(response)
}
