use rollbook_service::answers::{AdminAdded, Problem};
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

/// The admin who is to sign in: a body, because an address would end up in logs.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MakeSignInLink {
    email: String,
}

pub(super) fn route(api: &Api) -> Route {
    warp::path!("links")
        .and(warp::post())
        .and(request(api))
        .then(make)
        .boxed()
}

/// Makes a sign-in link for an admin
///
/// For domain admins. The answer has the secret of a new link, which works once, within the hour; a repeated answer has none.
/// Whoever has it can act in this person's name, so the log tells who made one, and for whom (`SignInLinkMade`).
#[utoipa::path(
    post, path = "/api/v1/admins/links", operation_id = "make_sign_in_link", tag = "admins",
    request_body = MakeSignInLink,
    responses(
        (status = 201, description = "Made", body = AdminAdded),
        (status = 404, description = "There is no such admin", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn make(request: Request) -> Answer {
    let (caller, body) = request.command::<Administer, MakeSignInLink>().await?;
    let made = caller
        .run(move |admin| admin.admin_link(&body.email))
        .await?;
    reply::created(&made)
}
