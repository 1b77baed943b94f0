use rollbook_service::answers::Problem;
use serde::Deserialize;
use utoipa::IntoParams;
use warp::Filter;

use crate::{
    api::Api,
    download,
    reply::Answer,
    request::{Request, request},
    rights::Operate,
    routes::Route,
};

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Parameters {
    /// Which of the plan's files, counted from 0, where several have refused rows.
    file: Option<usize>,
}

pub(super) fn route(api: &Api) -> Route {
    warp::path!(String / "refused.csv")
        .and(warp::get())
        .and(request(api))
        .then(refused)
        .boxed()
}

/// The refused rows of a plan, to be mended and uploaded again
///
/// The original columns in their order, then `row`, `code` and `reason`, which are ignored on reading (R17).
#[utoipa::path(
    get, path = "/api/v1/imports/{plan_id}/refused.csv", operation_id = "download_refused_rows", tag = "imports",
    params(("plan_id" = String, Path), Parameters),
    responses(
        (status = 200, description = "The rows", body = String, content_type = "text/csv"),
        (status = 429, description = "Too many requests of this caller, or too many downloads at once", body = Problem,
            content_type = "application/problem+json"),
    )
)]
pub(crate) async fn refused(plan_id: String, request: Request) -> Answer {
    let caller = request.permit::<Operate>().await?;
    let Parameters { file } = request.parameters()?;
    let id = plan_id.clone();
    let looking = caller.clone();
    let files = looking.run(move |operator| operator.refused_files(&id));
    let files = files.await?;
    let name = match (file, &files[..]) {
        (Some(file), _) => files.into_iter().find(|known| known.number == file),
        (None, [only]) => Some(only.clone()),
        (None, _) => None,
    };
    let name = name.map_or_else(|| "refused.csv".to_owned(), |file| file.name);
    download::csv(&request.api, caller, &name, move |operator, out| {
        operator.refused_rows(&plan_id, file, out).map(drop)
    })
    .await
}
