//! Sets of accounts in an institution.

pub(crate) mod create;
pub(crate) mod list;

use warp::Filter;

use super::{Route, any_of};
use crate::api::Api;

pub(crate) fn routes(api: &Api) -> Route {
    warp::path("groups")
        .and(any_of([list::route(api), create::route(api)]))
        .boxed()
}
