use rollbook_service::{
    InstitutionId,
    answers::{AdminAdded, Problem},
};
use serde::Deserialize;
use utoipa::ToSchema;
use warp::Filter;

use crate::{
    api::Api,
    names::{Named, RoleName},
    reply::{self, Answer},
    request::{Request, request},
    rights::Administer,
    routes::Route,
};

/// An admin to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddAdmin {
    email: String,
    /// `domain_admin`, `institution_admin`, `auditor`, `viewer` or `gate`.
    #[schema(value_type = String)]
    role: Named<RoleName>,
    /// Of an institution admin or a viewer; a gate may have one, and then asks about its accounts only.
    institution: Option<u64>,
}

pub(super) fn route(api: &Api) -> Route {
    warp::path::end()
        .and(warp::post())
        .and(request(api))
        .then(create)
        .boxed()
}

/// Adds an admin
///
/// For domain admins. The answer has the secret of a sign-in link, which works once; a repeated answer has none, and neither
/// has that for somebody who is such an admin already: `POST /admins/links` makes another.
#[utoipa::path(
    post, path = "/api/v1/admins", operation_id = "add_admin", tag = "admins",
    request_body = AddAdmin,
    responses(
        (status = 201, description = "Added", body = AdminAdded),
        (status = 200, description = "This person is such an admin already", body = AdminAdded),
        (status = 404, description = "`unknown-institution`", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`admin-taken`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create(request: Request) -> Answer {
    let (caller, body) = request.command::<Administer, AddAdmin>().await?;
    let added = caller
        .run(move |admin| {
            let institution = body.institution.map(InstitutionId);
            admin.add_admin(&body.email, body.role.0.0, institution)
        })
        .await?;
    reply::created_if(added.outcome, &added)
}
