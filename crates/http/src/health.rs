//! Health, for whatever starts and watches the server. Without sign-in, and nothing personal.

use chrono::SecondsFormat;
use serde::Serialize;
use utoipa::ToSchema;
use warp::{Filter, filters::BoxedFilter, http::StatusCode};

use crate::{
    api::Api,
    blocking::blocking,
    reply::{self, Answer},
    request::{Request, request},
};

/// The server's own word on itself.
#[derive(Serialize, ToSchema)]
pub(crate) struct Health {
    /// `live`.
    status: &'static str,
}

/// Whether requests should come here.
#[derive(Serialize, ToSchema)]
pub(crate) struct Readiness {
    /// `ready` or `behind`.
    status: &'static str,
    /// How many records it lacks that other nodes have recorded; absent where the shared log does not
    /// answer.
    behind: Option<u64>,
    /// Since when it lacks any, or does not follow.
    #[schema(value_type = Option<String>, format = DateTime)]
    since: Option<String>,
    /// Why it does not follow: a stable code.
    code: Option<&'static str>,
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
/// Where several nodes share it, also how far this one is behind the others, and since when. If it is
/// not ready, send requests elsewhere; `rollbook doctor` tells what is wrong.
#[utoipa::path(
    get, path = "/health/ready", operation_id = "health_ready", tag = "health", security(()),
    responses(
        (status = 200, description = "It can", body = Readiness),
        (status = 503, description = "It is behind the other nodes for ten seconds or more", body = Readiness)
    )
)]
pub(crate) async fn ready(request: Request) -> Answer {
    let ledger = request.api.ledger.clone();
    let standing = blocking(move || ledger.standing()).await??;
    let readiness = Readiness {
        status: if standing.is_ready { "ready" } else { "behind" },
        behind: standing.behind,
        since: standing
            .since
            .map(|since| since.to_rfc3339_opts(SecondsFormat::Millis, true)),
        code: standing.fault,
    };
    match standing.is_ready {
        true => reply::json(&readiness),
        false => reply::with_status(StatusCode::SERVICE_UNAVAILABLE, &readiness),
    }
}
