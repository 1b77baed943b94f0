//! What imports recorded.

pub(crate) mod list;
pub(crate) mod show;

use warp::Filter;

use super::{Route, any_of};
use crate::api::Api;

pub(crate) fn routes(api: &Api) -> Route {
    warp::path("batches")
        .and(any_of([list::route(api), show::route(api)]))
        .boxed()
}
