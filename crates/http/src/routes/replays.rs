//! Gives again what was recorded.

pub(crate) mod create;

use warp::Filter;

use super::Route;
use crate::api::Api;

pub(crate) fn routes(api: &Api) -> Route {
    warp::path("replays").and(create::route(api)).boxed()
}
