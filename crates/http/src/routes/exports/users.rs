use rollbook_service::{Moment, UsersVersion, answers::Problem};
use serde::Deserialize;
use utoipa::IntoParams;
use warp::Filter;

use crate::{
    api::Api,
    download,
    names::{Named, UsersVersionName},
    reply::Answer,
    request::{Request, request},
    rights::Audit,
    routes::Route,
};

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Parameters {
    /// `1` has the column `enabled`, `2` has `blocked`.
    #[param(value_type = u8, minimum = 1, maximum = 2)]
    version: Named<UsersVersionName>,
    /// Whether deactivated accounts are in the file. Read back as a full import it would bring them back.
    #[serde(default)]
    #[param(default = false)]
    include_deactivated: bool,
    /// As of this moment: an RFC 3339 time, a date (its end, UTC) or a position in the log.
    #[param(value_type = Option<String>)]
    as_of: Option<Named<Moment>>,
}

pub(super) fn route(api: &Api) -> Route {
    warp::path!("users.csv")
        .and(warp::get())
        .and(request(api))
        .then(users)
        .boxed()
}

/// `users.csv`, as a student information system writes it
///
/// For domain admins and auditors. The accounts under import control that are active or disabled, in the order of `account_id`. Read
/// back as a full import, a current file changes nothing (R37). As of a moment, it has the accounts that exist now, as they
/// were then (R50). Values stand as they are: guard them before you open the file in
/// a spreadsheet.
#[utoipa::path(
    get, path = "/api/v1/exports/users.csv", operation_id = "export_users", tag = "exports",
    params(Parameters),
    responses(
        (status = 200, description = "The file, as of one moment", body = String, content_type = "text/csv"),
        (status = 429, description = "Too many requests of this caller, or too many downloads at once", body = Problem,
            content_type = "application/problem+json"),
    )
)]
pub(crate) async fn users(request: Request) -> Answer {
    let caller = request.permit::<Audit>().await?;
    let parameters: Parameters = request.parameters()?;
    let version: UsersVersion = parameters.version.0.0;
    let as_of = parameters.as_of.map(|moment| moment.0);
    download::csv(&request.api, caller, "users.csv", move |auditor, out| {
        auditor
            .export_users(version, parameters.include_deactivated, as_of, out)
            .map(drop)
    })
    .await
}
