use warp::{Filter, path::Tail};

use super::serve;
use crate::{
    api::Api,
    reply::Answer,
    request::{Request, request},
    routes::Route,
};

pub(super) fn route(api: &Api) -> Route {
    warp::path("tile")
        .and(warp::path("entries"))
        .and(warp::path::tail())
        .and(warp::get())
        .and(request(api))
        .then(entries)
        .boxed()
}

/// A bundle of records
///
/// C2SP tlog-tiles: the records below a tile of level 0, each behind its length in two bytes, as they are stored. What names
/// anybody in them is sealed. Bundles are addressed as tiles are. No sign-in is needed where the setting `public_log` is on.
#[utoipa::path(
    get, path = "/tlog/tile/entries/{index}", operation_id = "show_entries", tag = "log",
    params(("index" = String, Path, description = "The bundle's number, in groups of three digits")),
    responses((status = 200, description = "The records", body = Vec<u8>, content_type = "application/octet-stream"))
)]
pub(crate) async fn entries(path: Tail, request: Request) -> Answer {
    serve(format!("tile/entries/{}", path.as_str()), request).await
}
