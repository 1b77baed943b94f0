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
        .and(warp::path::tail())
        .and(warp::get())
        .and(request(api))
        .then(tile)
        .boxed()
}

/// A tile of the Merkle tree
///
/// C2SP tlog-tiles: up to 256 hashes of 32 bytes. Tile 1067 stands at `x001/067`; a partial tile of 8 hashes at `067.p/8`,
/// for every width that it has. No sign-in is needed where the setting `public_log` is on.
#[utoipa::path(
    get, path = "/tlog/tile/{level}/{index}", operation_id = "show_tile", tag = "log",
    params(
        ("level" = u8, Path, description = "0 for hashes of records, 1 for hashes over whole tiles of level 0, and so on"),
        ("index" = String, Path, description = "The tile's number in its level, in groups of three digits"),
    ),
    responses((status = 200, description = "The hashes", body = Vec<u8>, content_type = "application/octet-stream"))
)]
pub(crate) async fn tile(path: Tail, request: Request) -> Answer {
    serve(format!("tile/{}", path.as_str()), request).await
}
