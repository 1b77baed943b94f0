//! Accounts by hand (R40, R58).

pub(crate) mod activity;
pub(crate) mod certificate;
pub(crate) mod change;
pub(crate) mod columns;
pub(crate) mod create;
pub(crate) mod deactivate;
pub(crate) mod delete;
pub(crate) mod details;
pub(crate) mod disable;
pub(crate) mod enable;
pub(crate) mod history;
pub(crate) mod join_group;
pub(crate) mod leave_group;
pub(crate) mod list;
pub(crate) mod look_before_deletion;
pub(crate) mod reactivate;
pub(crate) mod search;
pub(crate) mod show;
pub(crate) mod why;

use serde::Deserialize;
use utoipa::ToSchema;
use warp::Filter;

use super::{Route, any_of};
use crate::api::Api;

pub(crate) fn routes(api: &Api) -> Route {
    warp::path("accounts")
        .and(any_of([
            search::route(api),
            show::route(api),
            why::route(api),
            details::route(api),
            list::route(api),
            create::route(api),
            change::route(api),
            disable::route(api),
            enable::route(api),
            deactivate::route(api),
            reactivate::route(api),
            join_group::route(api),
            leave_group::route(api),
            history::route(api),
            activity::route(api),
            look_before_deletion::route(api),
            delete::route(api),
            certificate::route(api),
        ]))
        .boxed()
}

/// Why a command is given.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reason {
    /// Recorded with the event, sealed under the account's key.
    pub reason: Option<String>,
}
