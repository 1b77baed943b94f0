use rollbook_service::answers::InstitutionList;
use warp::Filter;

use crate::{
    api::Api,
    reply::{self, Answer},
    request::{Request, request},
    rights::Read,
    routes::Route,
};

pub(super) fn route(api: &Api) -> Route {
    warp::path::end()
        .and(warp::get())
        .and(request(api))
        .then(list)
        .boxed()
}

/// Institutions, with their seats
///
/// An institution admin sees its own.
#[utoipa::path(
    get, path = "/api/v1/institutions", operation_id = "list_institutions", tag = "institutions",
    responses((status = 200, description = "All of them", body = InstitutionList))
)]
pub(crate) async fn list(request: Request) -> Answer {
    let caller = request.permit::<Read>().await?;
    reply::json(&caller.run(|reader| reader.institutions()).await?)
}
