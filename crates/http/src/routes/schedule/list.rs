use rollbook_service::{Command, InstitutionId, StepQuery, answers::StepList};
use serde::Deserialize;
use utoipa::IntoParams;
use warp::Filter;

use crate::{
    api::Api,
    names::Named,
    reply::{self, Answer},
    request::{Request, request},
    rights::Read,
    routes::Route,
};

/// Steps of a page, where the client does not say.
const LIMIT: usize = 100;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Parameters {
    /// Also the steps that ran or were cancelled.
    #[serde(default)]
    #[param(default = false)]
    all: bool,
    /// Those that concern an account of this institution, or were scheduled by its admin; `accounts` counts those of this institution.
    institution: Option<u64>,
    /// Those that `disable`, `enable`, `deactivate` or `reactivate`.
    #[param(value_type = Option<String>)]
    action: Option<Named<Command>>,
    /// 1 to 1000.
    #[param(default = 100)]
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<String>,
}

pub(super) fn route(api: &Api) -> Route {
    warp::path::end()
        .and(warp::get())
        .and(request(api))
        .then(list)
        .boxed()
}

/// Scheduled steps, in the order in which they are due
///
/// An institution admin sees those that concern an account of its institution.
#[utoipa::path(
    get, path = "/api/v1/schedule", operation_id = "list_schedule", tag = "schedule",
    params(Parameters),
    responses((status = 200, description = "A page", body = StepList))
)]
pub(crate) async fn list(request: Request) -> Answer {
    let caller = request.permit::<Read>().await?;
    let parameters: Parameters = request.parameters()?;
    let query = StepQuery {
        all: parameters.all,
        institution: parameters.institution.map(InstitutionId),
        action: parameters.action.map(|action| action.0),
        limit: parameters.limit.unwrap_or(LIMIT),
        cursor: parameters.cursor,
    };
    reply::json(&caller.run(move |reader| reader.steps(&query)).await?)
}
