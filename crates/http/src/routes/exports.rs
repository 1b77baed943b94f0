//! Files of everyone (R36).

pub(crate) mod accounts;
pub(crate) mod users;

use warp::Filter;

use super::{Route, any_of};
use crate::api::Api;

pub(crate) fn routes(api: &Api) -> Route {
    warp::path("exports")
        .and(any_of([users::route(api), accounts::route(api)]))
        .boxed()
}
