use rollbook_service::{InstitutionId, answers::GroupList};
use serde::Deserialize;
use utoipa::IntoParams;
use warp::Filter;

use crate::{
    api::Api,
    reply::{self, Answer},
    request::{Request, request},
    rights::Read,
    routes::Route,
};

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Parameters {
    institution: Option<u64>,
}

pub(super) fn route(api: &Api) -> Route {
    warp::path::end()
        .and(warp::get())
        .and(request(api))
        .then(list)
        .boxed()
}

/// Groups and classes, of one institution or of all
///
/// Groups come first, each kind in the order in which it was added. A class is inactive while its owner is deactivated (R34).
#[utoipa::path(
    get, path = "/api/v1/groups", operation_id = "list_groups", tag = "groups",
    params(Parameters),
    responses((status = 200, description = "With the number of their members", body = GroupList))
)]
pub(crate) async fn list(request: Request) -> Answer {
    let caller = request.permit::<Read>().await?;
    let parameters: Parameters = request.parameters()?;
    let groups = caller
        .run(move |reader| reader.groups(parameters.institution.map(InstitutionId)))
        .await?;
    reply::json(&groups)
}
