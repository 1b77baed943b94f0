use rollbook_service::{
    AccountId, ActivityReport,
    answers::{AccountChanged, Problem},
};
use serde::Deserialize;
use utoipa::ToSchema;
use warp::Filter;

use crate::{
    api::Api,
    names::{LogInTime, Named},
    reply::{self, Answer},
    request::{Request, request},
    rights::Administer,
    routes::Route,
};

/// What a learning system knows of an account; at least one of the two.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Activity {
    /// A date, or an RFC 3339 time. A date means its first moment, UTC.
    #[schema(value_type = Option<String>)]
    last_login: Option<Named<LogInTime>>,
    /// How many grades the person has.
    grades: Option<u64>,
}

pub(super) fn route(api: &Api) -> Route {
    warp::path!(AccountId / "activity")
        .and(warp::post())
        .and(request(api))
        .then(activity)
        .boxed()
}

/// Reports that a person logged in, or has grades
///
/// For domain admins. It makes the account one with data, which no import deletes (R30, R48). A log-in before the last one
/// says nothing; a number of grades replaces the one before.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account_id}/activity", operation_id = "record_activity", tag = "accounts",
    params(("account_id" = String, Path)),
    request_body = Activity,
    responses(
        (status = 200, description = "Recorded, or nothing to do", body = AccountChanged),
        (status = 422, description = "A rule refuses it: `deleted-account`", body = Problem,
            content_type = "application/problem+json"),
    )
)]
pub(crate) async fn activity(id: AccountId, request: Request) -> Answer {
    let (caller, body) = request.command::<Administer, Activity>().await?;
    let report = ActivityReport {
        last_login: body.last_login.map(|last_login| last_login.0.0),
        grades: body.grades,
    };
    let changed = caller
        .run(move |admin| admin.record_activity(id, report))
        .await?;
    reply::json(&changed)
}
