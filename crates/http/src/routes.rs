//! Every route of the API, in folders like its addresses: `routes/<resource>/<verb>.rs`.

pub(crate) mod access;
pub(crate) mod accounts;
pub(crate) mod admins;
pub(crate) mod batches;
pub(crate) mod checks;
pub(crate) mod events;
pub(crate) mod exports;
pub(crate) mod feed;
pub(crate) mod groups;
pub(crate) mod imports;
pub(crate) mod institutions;
pub(crate) mod log;
pub(crate) mod proofs;
pub(crate) mod replays;
pub(crate) mod reversals;
pub(crate) mod schedule;
pub(crate) mod seats;
pub(crate) mod session;
pub(crate) mod settings;
pub(crate) mod templates;
pub(crate) mod tlog;
pub(crate) mod tokens;

use warp::{Filter, Reply, filters::BoxedFilter};

use crate::{api::Api, console, fallback, health, openapi, reply::Answer};

/// A route or a group of them.
pub(crate) type Route = BoxedFilter<(Answer,)>;

/// Everything that the server answers.
pub(crate) fn all(api: &Api) -> BoxedFilter<(impl Reply + use<>,)> {
    let resources = any_of([
        accounts::routes(api),
        imports::routes(api),
        session::routes(api),
        batches::routes(api),
        institutions::routes(api),
        seats::routes(api),
        groups::routes(api),
        events::routes(api),
        reversals::routes(api),
        replays::routes(api),
        exports::routes(api),
        feed::routes(api),
        checks::routes(api),
        templates::routes(api),
        admins::routes(api),
        tokens::routes(api),
        schedule::routes(api),
        proofs::routes(api),
        log::routes(api),
        settings::routes(api),
    ]);
    let versioned = warp::path("api")
        .and(warp::path("v1"))
        .and(resources)
        .boxed();
    any_of([
        // Asked at every door, so it stands at the end of no way through others.
        access::route(api),
        versioned,
        tlog::routes(api),
        health::routes(api),
        openapi::route(),
        console::route(),
        fallback::route(api),
    ])
    .recover(fallback::recover)
    .with(warp::log::custom(fallback::log(api)))
    .boxed()
}

/// The first that matches; one that stands further ahead is found sooner.
pub(crate) fn any_of<const N: usize>(routes: [Route; N]) -> Route {
    let nothing = warp::any()
        .and_then(|| async { Err::<Answer, _>(warp::reject()) })
        .boxed();
    routes
        .into_iter()
        .rev()
        .reduce(|later, route| route.or(later).unify().boxed())
        .unwrap_or(nothing)
}
