//! Headers to start a CSV with.

pub(crate) mod download;

use warp::Filter;

use super::Route;
use crate::api::Api;

pub(crate) fn routes(api: &Api) -> Route {
    warp::path("templates").and(download::route(api)).boxed()
}
