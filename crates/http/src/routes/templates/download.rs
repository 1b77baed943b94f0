use rollbook_service::Profile;
use warp::Filter;

use crate::{
    api::Api,
    failure::Failure,
    reply::{self, Answer},
    request::{Request, request},
    routes::Route,
};

pub(super) fn route(api: &Api) -> Route {
    warp::path!(String)
        .and(warp::get())
        .and(request(api))
        .then(download)
        .boxed()
}

/// The header line of a profile's CSV
///
/// Exactly the columns that the profile knows, and no row (R02).
#[utoipa::path(
    get, path = "/api/v1/templates/{profile}", operation_id = "download_template", tag = "files",
    params(("profile" = Profile, Path, description = "The profile's name")),
    responses((status = 200, description = "The template", body = String, content_type = "text/csv"))
)]
pub(crate) async fn download(profile: String, request: Request) -> Answer {
    request.authenticate().await?;
    let profile = Profile::from_name(&profile).ok_or_else(|| {
        let names: Vec<_> = Profile::ALL.iter().map(|profile| profile.name()).collect();
        Failure::UnknownProfile(names.join(" or "))
    })?;
    reply::csv(
        &format!("{}-template.csv", profile.name()),
        profile.template(),
    )
}
