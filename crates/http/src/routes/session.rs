//! The console's session: a cookie that no script can read.

pub(crate) mod password;
pub(crate) mod show;
pub(crate) mod sign_in;
pub(crate) mod sign_out;

use warp::Filter;

use super::{Route, any_of};
use crate::api::Api;

pub(crate) fn routes(api: &Api) -> Route {
    warp::path("session")
        .and(any_of([
            show::route(api),
            sign_in::route(api),
            sign_out::route(api),
            password::route(api),
        ]))
        .boxed()
}
