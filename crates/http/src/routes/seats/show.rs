use rollbook_service::answers::Seats;
use warp::Filter;

use crate::{
    api::Api,
    as_of::AsOf,
    reply::{self, Answer},
    request::{Request, request},
    rights::Read,
    routes::Route,
};

pub(super) fn route(api: &Api) -> Route {
    warp::path::end()
        .and(warp::get())
        .and(request(api))
        .then(show)
        .boxed()
}

/// Seats in use, and their limits
///
/// Now, or as of a moment, also within a batch (R50).
#[utoipa::path(
    get, path = "/api/v1/seats", operation_id = "show_seats", tag = "seats",
    params(AsOf),
    responses((status = 200, description = "By institution, and for the domain", body = Seats))
)]
pub(crate) async fn show(request: Request) -> Answer {
    let caller = request.permit::<Read>().await?;
    let as_of = request.parameters::<AsOf>()?.moment();
    reply::json(&caller.run(move |reader| reader.seats_at(as_of)).await?)
}
