//! From an uploaded file to a plan, and from the plan to a batch.

pub(crate) mod apply;
pub(crate) mod create;
pub(crate) mod discard;
pub(crate) mod list;
pub(crate) mod progress;
pub(crate) mod refused;
pub(crate) mod show;

use warp::Filter;

use super::{Route, any_of};
use crate::api::Api;

pub(crate) fn routes(api: &Api) -> Route {
    warp::path("imports")
        .and(any_of([
            create::route(api),
            list::route(api),
            show::route(api),
            apply::route(api),
            discard::route(api),
            progress::route(api),
            refused::route(api),
        ]))
        .boxed()
}
