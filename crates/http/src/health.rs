//! Health, for whatever starts and watches the server. Without sign-in, and nothing personal.

use serde::Serialize;
use utoipa::ToSchema;
use warp::{Filter, filters::BoxedFilter};

use crate::{
    api::Api,
    blocking::blocking,
    reply::{self, Answer},
    request::{Request, request},
};

/// The server's own word on itself.
#[derive(Serialize, ToSchema)]
pub(crate) struct Health {
    /// `live` or `ready`.
    status: &'static str,
}

pub(crate) fn routes(api: &Api) -> BoxedFilter<(Answer,)> {
    let reads = warp::get().or(warp::head()).unify();
    let live_route = warp::path!("live").and(reads).then(live);
    let ready_route = warp::path!("ready")
        .and(reads)
        .and(request(api))
        .then(ready);
    warp::path("health")
        .and(live_route.or(ready_route).unify())
        .boxed()
}

/// Whether the process answers
///
/// If it does not, restart it.
#[utoipa::path(
    get, path = "/health/live", operation_id = "health_live", tag = "health", security(()),
    responses((status = 200, description = "It does", body = Health))
)]
pub(crate) async fn live() -> Answer {
    reply::json(&Health { status: "live" })
}

/// Whether the ledger can be read
///
/// If it cannot, send requests elsewhere; `rollbook doctor` tells what is wrong.
#[utoipa::path(
    get, path = "/health/ready", operation_id = "health_ready", tag = "health", security(()),
    responses((status = 200, description = "It can", body = Health))
)]
pub(crate) async fn ready(request: Request) -> Answer {
    let ledger = request.api.ledger;
    blocking(move || ledger.is_empty()).await??;
    reply::json(&Health { status: "ready" })
}
