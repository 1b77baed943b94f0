//! Proofs about the log (R64), for whoever is signed in.

pub(crate) mod consistency;
pub(crate) mod inclusion;

use warp::Filter;

use super::{Route, any_of};
use crate::api::Api;

pub(crate) fn routes(api: &Api) -> Route {
    warp::path("proofs")
        .and(any_of([inclusion::route(api), consistency::route(api)]))
        .boxed()
}
