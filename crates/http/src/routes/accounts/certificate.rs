use rollbook_service::{AccountId, answers::Problem};
use warp::{
    Filter, Reply,
    http::{HeaderValue, header::CONTENT_TYPE},
};

use crate::{
    api::Api,
    reply::Answer,
    request::{Request, request},
    rights::Audit,
    routes::Route,
};

const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");

pub(super) fn route(api: &Api) -> Route {
    warp::path!(AccountId / "certificate")
        .and(warp::get())
        .and(request(api))
        .then(certificate)
        .boxed()
}

/// What a deletion destroyed, certified
///
/// A text that proves itself: what was destroyed, when, by whom and at which head of the log, as a C2SP signed note; the record
/// of the deletion; and a C2SP tlog-proof that it stands in the log (R42). `rollbook verify --certificate` checks it without
/// any ledger. It can be asked for at any time after the deletion.
#[utoipa::path(
    get, path = "/api/v1/accounts/{account_id}/certificate", operation_id = "certify_deletion", tag = "accounts",
    params(("account_id" = String, Path)),
    responses(
        (status = 200, description = "The certificate", body = String, content_type = "text/plain"),
        (status = 422, description = "`not-deleted`: there is nothing to certify",
            body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn certificate(id: AccountId, request: Request) -> Answer {
    let caller = request.permit::<Audit>().await?;
    let answered = caller.run(move |auditor| auditor.certificate(id)).await?;
    let mut response = answered.certificate.into_response();
    response.headers_mut().insert(CONTENT_TYPE, TEXT);
    Ok(response)
}
