//! What signs programs in.

pub(crate) mod create;
pub(crate) mod list;
pub(crate) mod revoke;

use warp::Filter;

use super::{Route, any_of};
use crate::api::Api;

pub(crate) fn routes(api: &Api) -> Route {
    warp::path("tokens")
        .and(any_of([
            list::route(api),
            create::route(api),
            revoke::route(api),
        ]))
        .boxed()
}
