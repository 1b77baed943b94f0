use rollbook_service::{
    InstitutionId,
    answers::{Institution, Problem},
};
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

/// An institution to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddInstitution {
    name: String,
    /// Its number; the next free one where none is given.
    institution: Option<u64>,
    /// Its id in the student information system.
    import_id: Option<String>,
    /// How many seats it may use; null means unlimited.
    limit: Option<u64>,
}

pub(super) fn route(api: &Api) -> Route {
    warp::path::end()
        .and(warp::post())
        .and(request(api))
        .then(create)
        .boxed()
}

/// Adds an institution
///
/// For domain admins.
#[utoipa::path(
    post, path = "/api/v1/institutions", operation_id = "add_institution", tag = "institutions",
    request_body = AddInstitution,
    responses(
        (status = 201, description = "Added", body = Institution),
        (status = 422, description = "`institution-taken`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create(request: Request) -> Answer {
    let (caller, body) = request.command::<Administer, AddInstitution>().await?;
    let added = caller
        .run(move |admin| {
            let id = body.institution.map(InstitutionId);
            admin.add_institution(
                &body.name,
                id,
                body.import_id.as_deref(),
                body.limit.map(Some),
            )
        })
        .await?;
    reply::created(&added)
}
