use rollbook_service::answers::{AdminRemoved, Problem};
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
/// person's name, or, with `erase`, under nobody's. Sessions of this person end at once. Tokens that the person created go on,
/// because programs depend on them: the answer lists them, and `DELETE /tokens/{token_id}` revokes one.
#[utoipa::path(
    post, path = "/api/v1/admins/removal", operation_id = "remove_admin", tag = "admins",
    request_body = RemoveAdmin,
    responses(
        (status = 200, description = "Removed", body = AdminRemoved),
        (status = 404, description = "There is no such admin", body = Problem,
            content_type = "application/problem+json"),
        (status = 422, description = "`own-admin`, `last-domain-admin`", body = Problem,
            content_type = "application/problem+json"),
    )
)]
pub(crate) async fn remove(request: Request) -> Answer {
    let (caller, body) = request.command::<Administer, RemoveAdmin>().await?;
    let removed = caller
        .run(move |admin| match body.erase {
            true => admin.erase_admin(&body.email),
            false => admin.remove_admin(&body.email),
        })
        .await?;
    reply::json(&removed)
}
