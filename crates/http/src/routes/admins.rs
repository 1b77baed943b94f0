//! Who administers.

pub(crate) mod create;
pub(crate) mod link;
pub(crate) mod list;
pub(crate) mod remove;

use warp::Filter;

use super::{Route, any_of};
use crate::api::Api;

pub(crate) fn routes(api: &Api) -> Route {
    warp::path("admins")
        .and(any_of([
            list::route(api),
            create::route(api),
            link::route(api),
            remove::route(api),
        ]))
        .boxed()
}
