//! How this server was set up, as far as it concerns whoever works with it.

pub(crate) mod show;

use warp::Filter;

use super::Route;
use crate::api::Api;

pub(crate) fn routes(api: &Api) -> Route {
    warp::path("settings").and(show::route(api)).boxed()
}
