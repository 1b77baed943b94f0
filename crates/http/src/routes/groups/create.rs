use rollbook_service::{
    InstitutionId,
    answers::{GroupChanged, Problem},
};
use serde::Deserialize;
use utoipa::ToSchema;
use warp::Filter;

use crate::{
    api::Api,
    reply::{self, Answer},
    request::{Request, request},
    rights::Operate,
    routes::Route,
};

/// A group to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddGroup {
    institution: u64,
    name: String,
}

pub(super) fn route(api: &Api) -> Route {
    warp::path::end()
        .and(warp::post())
        .and(request(api))
        .then(create)
        .boxed()
}

/// Adds a group
#[utoipa::path(
    post, path = "/api/v1/groups", operation_id = "add_group", tag = "groups",
    request_body = AddGroup,
    responses(
        (status = 201, description = "Added", body = GroupChanged),
        (status = 200, description = "The institution has a group of this name already", body = GroupChanged),
        (status = 404, description = "`unknown-institution`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create(request: Request) -> Answer {
    let (caller, body) = request.command::<Operate, AddGroup>().await?;
    let added = caller
        .run(move |operator| operator.add_group(InstitutionId(body.institution), &body.name))
        .await?;
    reply::created_if(added.outcome, &added)
}
