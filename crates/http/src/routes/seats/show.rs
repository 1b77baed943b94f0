use rollbook_service::answers::Seats;
use warp::Filter;

use crate::{
    api::Api,
    reply::{self, Answer},
    request::{Request, request},
    routes::Route,
};

pub(super) fn route(api: &Api) -> Route {
    warp::path::end()
        .and(warp::get())
        .and(request(api))
        .then(show)
        .boxed()
}

/// Seats in use now, and their limits
#[utoipa::path(
    get, path = "/api/v1/seats", operation_id = "show_seats", tag = "seats",
    responses((status = 200, description = "By institution, and for the domain", body = Seats))
)]
pub(crate) async fn show(request: Request) -> Answer {
    let caller = request.authenticate().await?;
    reply::json(&caller.read(|reader| reader.seats()).await?)
}
