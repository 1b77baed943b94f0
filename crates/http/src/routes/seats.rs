//! Licences in use, and how many there may be (R45).

pub(crate) mod forecast;
pub(crate) mod history;
pub(crate) mod limit;
pub(crate) mod show;

use warp::Filter;

use super::{Route, any_of};
use crate::api::Api;

pub(crate) fn routes(api: &Api) -> Route {
    warp::path("seats")
        .and(any_of([
            show::route(api),
            history::route(api),
            forecast::route(api),
            limit::route(api),
        ]))
        .boxed()
}
