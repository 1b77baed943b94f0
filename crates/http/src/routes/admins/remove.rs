use serde::Deserialize;
use utoipa::ToSchema;
use warp::Filter;

use crate::{
    api::Api,
    reply::{self, Answer},
    request::{Request, request},
    rights::Administer,
    routes::Route,
};

/// The admin to remove: a body, because an address would end up in logs.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RemoveAdmin {
    email: String,
    /// Whether to erase the person too, who may have been removed before: the keys of the email and of the name in the
    /// history are destroyed, for good.
    #[serde(default)]
    erase: bool,
}

pub(super) fn route(api: &Api) -> Route {
    warp::path!("removal")
        .and(warp::post())
        .and(request(api))
        .then(remove)
        .boxed()
}

/// Removes an admin
///
/// For domain admins. It does not touch the person's own account, and what the person did stays recorded: under the
/// person's name, or, with `erase`, under nobody's. Sessions of this person end at once.
#[utoipa::path(
    post, path = "/api/v1/admins/removal", operation_id = "remove_admin", tag = "admins",
    request_body = RemoveAdmin,
    responses(
        (status = 204, description = "Removed"),
        (status = 404, description = "There is no such admin", body = rollbook_service::answers::Problem,
            content_type = "application/problem+json"),
        (status = 422, description = "`own-admin`, `last-domain-admin`", body = rollbook_service::answers::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(crate) async fn remove(request: Request) -> Answer {
    let (caller, body) = request.command::<Administer, RemoveAdmin>().await?;
    caller
        .run(move |admin| match body.erase {
            true => admin.erase_admin(&body.email),
            false => admin.remove_admin(&body.email),
        })
        .await?;
    reply::no_content()
}
