use rollbook_service::answers::AdminList;
use warp::Filter;

use crate::{
    api::Api,
    reply::{self, Answer},
    request::{Request, request},
    rights::Audit,
    routes::Route,
};

pub(super) fn route(api: &Api) -> Route {
    warp::path::end()
        .and(warp::get())
        .and(request(api))
        .then(list)
        .boxed()
}

/// Admins
///
/// For domain admins and auditors.
#[utoipa::path(
    get, path = "/api/v1/admins", operation_id = "list_admins", tag = "admins",
    responses((status = 200, description = "All of them", body = AdminList))
)]
pub(crate) async fn list(request: Request) -> Answer {
    let caller = request.permit::<Audit>().await?;
    reply::json(&caller.run(|auditor| auditor.admins()).await?)
}
