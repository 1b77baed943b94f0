use rollbook_service::{
    Command, Error, PlanRequest, ProfileChoice,
    answers::{Plan, Problem},
};
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
    upload::{self, Incoming},
};

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Parameters {
    /// The profile's name; `auto` takes the one that fits the header best.
    #[param(value_type = Option<String>, default = "auto")]
    profile: Option<Named<ProfileChoice>>,
    /// What profile `benchprep` does to the accounts (R57): `deactivate`, `disable`, `enable` or `reactivate`.
    #[param(value_type = Option<String>, default = "deactivate")]
    action: Option<Named<Command>>,
    /// Whether one refused row stops all of them (R19).
    #[serde(default)]
    #[param(default = false)]
    all_or_nothing: bool,
    /// Whether the file only says whom to schedule (`POST /schedule`): then its plan waits for no yes and is never applied.
    #[serde(default)]
    #[param(default = false)]
    to_schedule: bool,
}

pub(super) fn route(api: &Api) -> Route {
    warp::path::end()
        .and(warp::post())
        .and(request(api))
        .then(create)
        .boxed()
}

/// Plans an import
///
/// The plan says what applying would do, row by row, before anything is recorded (R14). It is kept, sealed, for
/// 30 days. An upload that breaks off leaves nothing behind.
#[utoipa::path(
    post, path = "/api/v1/imports", operation_id = "plan_import", tag = "imports",
    params(
        Parameters,
        ("Content-Disposition" = Option<String>, Header, description = "Names the file: `attachment; filename*=UTF-8''…`"),
    ),
    request_body(content = String, content_type = "text/csv", description = "One CSV, or a zip of several (`application/zip`), streamed"),
    responses(
        (status = 201, description = "The plan; `stopped` where it cannot be applied as it stands", body = Plan),
        (status = 404, description = "`plan-discarded` or `plan-void`: under this `Idempotency-Key` a plan was made that is gone since; upload the file under another key",
            body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create(request: Request) -> Answer {
    let caller = request.permit::<Operate>().await?;
    let parameters: Parameters = request.parameters()?;
    let plan_request = PlanRequest {
        profile: parameters
            .profile
            .map_or(ProfileChoice::Auto, |profile| profile.0),
        action: parameters
            .action
            .map_or(Command::Deactivate, |action| action.0),
        all_or_nothing: parameters.all_or_nothing,
        to_schedule: parameters.to_schedule,
    };
    let name = disposition::file_name(&request.headers);
    let plan = upload::upload(request, caller, move |operator, mut content: Incoming| {
        let mut upload = operator.begin_upload(plan_request)?;
        upload.begin_file(&name)?;
        while let Some(piece) = content.next_piece().map_err(Error::Upload)? {
            upload.push(&piece)?;
        }
        upload.finish()
    })
    .await?;
    reply::created(&plan)
}
