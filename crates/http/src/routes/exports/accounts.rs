use rollbook_service::answers::Problem;
use warp::Filter;

use crate::{
    api::Api,
    as_of::AsOf,
    download,
    reply::Answer,
    request::{Request, request},
    rights::Audit,
    routes::Route,
};

pub(super) fn route(api: &Api) -> Route {
    warp::path!("accounts.csv")
        .and(warp::get())
        .and(request(api))
        .then(accounts)
        .boxed()
}

/// Everyone, as a file of profile `accounts`
///
/// For domain admins and auditors. Every account that is not deleted, in the order of `account_id`; `status` and `origin` stand after
/// the profile's columns and are ignored on reading. Read back, a current file changes nothing. As of a moment, it has the
/// accounts that exist now, as they were then (R50). Values stand as they are: guard
/// them before you open the file in a spreadsheet.
#[utoipa::path(
    get, path = "/api/v1/exports/accounts.csv", operation_id = "export_accounts", tag = "exports",
    params(AsOf),
    responses(
        (status = 200, description = "The file, as of one moment", body = String, content_type = "text/csv"),
        (status = 429, description = "Too many requests of this caller, or too many downloads at once", body = Problem,
            content_type = "application/problem+json"),
    )
)]
pub(crate) async fn accounts(request: Request) -> Answer {
    let caller = request.permit::<Audit>().await?;
    let as_of = request.parameters::<AsOf>()?.moment();
    download::csv(&request.api, caller, "accounts.csv", move |auditor, out| {
        auditor.export_accounts(as_of, out).map(drop)
    })
    .await
}
