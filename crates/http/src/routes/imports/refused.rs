use serde::Deserialize;
use utoipa::IntoParams;
use warp::Filter;

use crate::{
    api::Api,
    blocking::blocking,
    download,
    reply::Answer,
    request::{Request, request},
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
    responses((status = 200, description = "The rows", body = String, content_type = "text/csv"))
)]
pub(crate) async fn refused(plan_id: String, request: Request) -> Answer {
    let caller = request.authenticate().await?;
    let Parameters { file } = request.parameters()?;
    let id = plan_id.clone();
    let (ledger, caller) = (caller.ledger, caller.caller);
    let (in_ledger, by) = (ledger.clone(), caller.clone());
    let files = blocking(move || in_ledger.operator(&by)?.refused_files(&id)).await??;
    let name = match (file, &files[..]) {
        (Some(file), _) => files.into_iter().find(|known| known.number == file),
        (None, [only]) => Some(only.clone()),
        (None, _) => None,
    };
    let name = name.map_or_else(|| "refused.csv".to_owned(), |file| file.name);
    let idle = request.api.limits.body_idle;
    download::csv(&name, idle, move |out| {
        let operator = ledger.operator(&caller)?;
        operator.refused_rows(&plan_id, file, out).map(drop)
    })
    .await
}
