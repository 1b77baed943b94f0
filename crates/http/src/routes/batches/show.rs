use rollbook_service::{BatchId, answers::Batch};
use warp::Filter;

use crate::{
    api::Api,
    reply::{self, Answer},
    request::{Request, request},
    rights::Read,
    routes::Route,
};

pub(super) fn route(api: &Api) -> Route {
    warp::path!(BatchId)
        .and(warp::get())
        .and(request(api))
        .then(show)
        .boxed()
}

/// One batch: who, when, why, from which files, with which effects
#[utoipa::path(
    get, path = "/api/v1/batches/{batch_id}", operation_id = "show_batch", tag = "batches",
    params(("batch_id" = String, Path)),
    responses((status = 200, description = "The batch, with its first 100 changes", body = Batch))
)]
pub(crate) async fn show(id: BatchId, request: Request) -> Answer {
    let caller = request.permit::<Read>().await?;
    reply::json(&caller.run(move |reader| reader.batch(id)).await?)
}
