//! What is known of the log as a whole.

pub(crate) mod keys;

use warp::Filter;

use super::Route;
use crate::api::Api;

pub(crate) fn routes(api: &Api) -> Route {
    warp::path("log").and(keys::route(api)).boxed()
}
