//! The log as it grows.

pub(crate) mod follow;

use super::Route;
use crate::api::Api;

pub(crate) fn routes(api: &Api) -> Route {
    follow::route(api)
}
