use rollbook_service::answers::{AccountChanged, Problem};
use warp::Filter;

use super::columns::AccountColumns;
use crate::{
    api::Api,
    reply::{self, Answer},
    request::{Request, request},
    rights::Operate,
    routes::Route,
};

pub(super) fn route(api: &Api) -> Route {
    warp::path::end()
        .and(warp::post())
        .and(request(api))
        .then(create)
        .boxed()
}

/// Adds an account by hand
///
/// An email or a username is needed. It is active and takes a seat (R46, R58). Its origin is `manual`: no import will ever end it.
#[utoipa::path(
    post, path = "/api/v1/accounts", operation_id = "add_account", tag = "accounts",
    request_body = AccountColumns,
    responses(
        (status = 201, description = "Added", body = AccountChanged),
        (status = 404, description = "`unknown-institution`", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A rule refuses it: `seat-limit`, `identity-taken`",
            body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create(request: Request) -> Answer {
    let (caller, body) = request.command::<Operate, AccountColumns>().await?;
    let (columns, reason) = body.read();
    let added = caller
        .run(move |operator| operator.add_account(&columns, reason.as_deref()))
        .await?;
    reply::created_if(added.outcome, &added)
}
