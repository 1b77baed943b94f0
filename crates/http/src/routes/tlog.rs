//! The log in the form of C2SP tlog-tiles (R64): what any verifier of transparency logs reads. For
//! whoever is signed in, or for everybody where the log is public.

pub(crate) mod checkpoint;
pub(crate) mod entries;
pub(crate) mod tile;

use rollbook_service::{Error, TilePath};
use warp::{
    Filter, Reply,
    http::{
        HeaderValue,
        header::{CACHE_CONTROL, CONTENT_TYPE},
    },
};

use super::{Route, any_of};
use crate::{api::Api, blocking::blocking, failure::Failure, reply::Answer, request::Request};

const BINARY: HeaderValue = HeaderValue::from_static("application/octet-stream");

/// A tile of a width never changes. Where it takes a sign-in, no cache on the way may keep it.
const FOR_ALL: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const FOR_ONE: HeaderValue = HeaderValue::from_static("private, max-age=31536000, immutable");

pub(crate) fn routes(api: &Api) -> Route {
    warp::path("tlog")
        .and(any_of([
            checkpoint::route(api),
            entries::route(api),
            tile::route(api),
        ]))
        .boxed()
}

async fn let_in(request: &Request) -> Result<(), Failure> {
    match request.api.public_log {
        true => Ok(()),
        false => request.authenticate().await.map(drop),
    }
}

/// The bytes at a path such as `tile/0/x001/067.p/8`.
async fn serve(path: String, request: Request) -> Answer {
    let_in(&request).await?;
    let path: TilePath = path.parse().map_err(|_| Error::NotFound("tile"))?;
    let ledger = request.api.ledger.clone();
    let bytes = blocking(move || ledger.tile(path)).await??;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, BINARY);
    headers.insert(
        CACHE_CONTROL,
        match request.api.public_log {
            true => FOR_ALL,
            false => FOR_ONE,
        },
    );
    Ok(response)
}
