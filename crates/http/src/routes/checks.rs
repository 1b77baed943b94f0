//! Row validation on the server, for programs that cannot run it themselves.

pub(crate) mod create;

use warp::Filter;

use super::Route;
use crate::api::Api;

pub(crate) fn routes(api: &Api) -> Route {
    warp::path("checks").and(create::route(api)).boxed()
}
