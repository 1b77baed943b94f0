use rollbook_service::{
    Position,
    answers::{InclusionProof, Problem},
};
use serde::Deserialize;
use utoipa::IntoParams;
use warp::Filter;

use crate::{
    api::Api,
    blocking::blocking,
    reply::{self, Answer},
    request::{Request, request},
    routes::Route,
};

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Parameters {
    /// The record's position in the log.
    position: u64,
    /// Of how many records; without it, of all that there are.
    size: Option<u64>,
}

pub(super) fn route(api: &Api) -> Route {
    warp::path!("inclusion")
        .and(warp::get())
        .and(request(api))
        .then(inclusion)
        .boxed()
}

/// Proves that a record stands in the log
///
/// With the record as it is stored and a signed checkpoint; `tlog_proof` has all of it in the C2SP format, to be checked
/// without this server.
#[utoipa::path(
    get, path = "/api/v1/proofs/inclusion", operation_id = "prove_inclusion", tag = "log",
    params(Parameters),
    responses(
        (status = 200, description = "The proof", body = InclusionProof),
        (status = 404, description = "`not-found`: a log of that size has no such record", body = Problem,
            content_type = "application/problem+json"),
    )
)]
pub(crate) async fn inclusion(request: Request) -> Answer {
    request.authenticate().await?;
    let parameters: Parameters = request.parameters()?;
    let ledger = request.api.ledger.clone();
    let position = Position(parameters.position);
    let proof = blocking(move || ledger.inclusion(position, parameters.size)).await??;
    reply::json(&proof)
}
