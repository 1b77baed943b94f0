//! What is to happen on a day to come.

pub(crate) mod cancel;
pub(crate) mod create;
pub(crate) mod list;

use warp::Filter;

use super::{Route, any_of};
use crate::api::Api;

pub(crate) fn routes(api: &Api) -> Route {
    warp::path("schedule")
        .and(any_of([
            list::route(api),
            create::route(api),
            cancel::route(api),
        ]))
        .boxed()
}
