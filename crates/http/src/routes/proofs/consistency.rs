use rollbook_service::answers::ConsistencyProof;
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
    /// How many records the log had then: the size of a checkpoint that you kept.
    from: u64,
    /// How many it had later; without it, all that there are.
    to: Option<u64>,
}

pub(super) fn route(api: &Api) -> Route {
    warp::path!("consistency")
        .and(warp::get())
        .and(request(api))
        .then(consistency)
        .boxed()
}

/// Proves that the log has only grown
///
/// The records of the smaller size are the beginning of those of the larger one: nothing was changed, removed or inserted
/// between two checkpoints.
#[utoipa::path(
    get, path = "/api/v1/proofs/consistency", operation_id = "prove_consistency", tag = "log",
    params(Parameters),
    responses((status = 200, description = "The proof", body = ConsistencyProof))
)]
pub(crate) async fn consistency(request: Request) -> Answer {
    request.authenticate().await?;
    let parameters: Parameters = request.parameters()?;
    let ledger = request.api.ledger.clone();
    let proof = blocking(move || ledger.consistency(parameters.from, parameters.to)).await??;
    reply::json(&proof)
}
