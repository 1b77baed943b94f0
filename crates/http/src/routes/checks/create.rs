use rollbook_service::{ProfileChoice, answers::Report};
use serde::Deserialize;
use utoipa::IntoParams;
use warp::Filter;

use crate::{
    api::Api,
    disposition,
    names::Named,
    reply::{self, Answer},
    request::{Request, request},
    rights::Operate,
    routes::Route,
    upload,
};

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Parameters {
    /// The profile's name; `auto` takes the one that fits the header best.
    #[param(value_type = Option<String>, default = "auto")]
    profile: Option<Named<ProfileChoice>>,
}

pub(super) fn route(api: &Api) -> Route {
    warp::path::end()
        .and(warp::post())
        .and(request(api))
        .then(create)
        .boxed()
}

/// Checks the rows of a CSV, or of several in a zip
///
/// For admins. The report is the one of `rollbook check`, also where the file is full of faults. Nothing of the file is
/// kept, and no account is looked at: what only a plan can tell, only a plan tells.
#[utoipa::path(
    post, path = "/api/v1/checks", operation_id = "check_file", tag = "files",
    params(
        Parameters,
        ("Content-Disposition" = Option<String>, Header, description = "Names the file: `attachment; filename*=UTF-8''…`"),
    ),
    request_body(content = String, content_type = "text/csv", description = "One CSV, or a zip of several (`application/zip`), streamed"),
    responses((status = 200, description = "What was found", body = Report))
)]
pub(crate) async fn create(request: Request) -> Answer {
    let caller = request.permit::<Operate>().await?;
    let parameters: Parameters = request.parameters()?;
    let profile = parameters
        .profile
        .map_or(ProfileChoice::Auto, |profile| profile.0);
    let name = disposition::file_name(&request.headers);
    let report = upload::upload(request, caller, move |operator, mut content| {
        operator.check(profile, &name, &mut content)
    })
    .await?;
    reply::json(&report)
}
