use rollbook_service::{
    Command, Error, InstitutionId, ScheduleOutcome, ScheduleRequest, Whom,
    answers::{Problem, SchedulePlan, Scheduled},
};
use serde::Deserialize;
use utoipa::ToSchema;
use warp::Filter;

use crate::{
    api::Api,
    failure::Failure,
    names::Named,
    reply::{self, Answer},
    request::{Request, request},
    rights::Operate,
    routes::Route,
};

/// What to schedule, for whom: `accounts`, `import` or `institution`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScheduleStep {
    /// `disable`, `enable`, `deactivate` or `reactivate`.
    #[schema(value_type = String)]
    action: Named<Command>,
    /// When: a date (its start, 00:00 UTC) or an RFC 3339 time.
    from: String,
    /// When what is taken is given back, for `disable` and `deactivate`.
    until: Option<String>,
    /// Each an account id, an email, a username, `user_id:…` or `sis_id:…`; at most 1000.
    accounts: Option<Vec<String>>,
    /// The plan of an uploaded file of profile `benchprep` (`POST /imports`): its rows say whom (R57).
    import: Option<String>,
    /// Those of an institution that the action would change as they are now.
    institution: Option<u64>,
    /// Recorded with what the step does. Name nobody in it.
    reason: Option<String>,
    /// Why a guard does not hold this time (R60); recorded.
    override_guards: Option<String>,
    /// Of the plan that was shown: where the ledger has moved so that other accounts would be scheduled, nothing is.
    plan_id: Option<String>,
    /// `plan` only says what would be scheduled; `apply`, the default, schedules it.
    #[serde(default)]
    mode: Mode,
}

#[derive(Clone, Copy, Deserialize, Default, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Mode {
    Plan,
    #[default]
    Apply,
}

impl ScheduleStep {
    fn request(self) -> Result<(ScheduleRequest, Mode), Failure> {
        let whom = match (self.accounts, self.import, self.institution) {
            (Some(accounts), None, None) => Whom::Accounts(accounts),
            (None, Some(plan_id), None) => Whom::File(plan_id),
            (None, None, Some(institution)) => Whom::Institution(InstitutionId(institution)),
            _ => {
                return Err(Failure::Ledger(Error::Invalid {
                    what: "whom",
                    why: "say one of `accounts`, `import` and `institution`".to_owned(),
                }));
            }
        };
        let request = ScheduleRequest {
            action: self.action.0,
            from: self.from,
            until: self.until,
            whom,
            reason: self.reason,
            override_guards: self.override_guards,
            plan_id: self.plan_id,
        };
        Ok((request, self.mode))
    }
}

pub(super) fn route(api: &Api) -> Route {
    warp::path::end()
        .and(warp::post())
        .and(request(api))
        .then(create)
        .boxed()
}

/// Schedules a change of status
///
/// A step disables, enables, deactivates or reactivates a fixed list of accounts at one time; with `until` a
/// second one gives back what the first took. Guards are judged now, as if the steps ran now (R60).
#[utoipa::path(
    post, path = "/api/v1/schedule", operation_id = "schedule_step", tag = "schedule",
    request_body = ScheduleStep,
    responses(
        (status = 200, description = "`mode` is `plan`: what would be scheduled; or nobody was left to schedule", body = SchedulePlan),
        (status = 201, description = "Scheduled", body = Scheduled),
        (status = 404, description = "`unknown-account`, `unknown-institution`, or an unknown plan", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`plan-changed`: the plan as it is now, in `schedule`; or `ambiguous-account`", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Stopped by a guard (R60), or `own-account` (R63)", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create(request: Request) -> Answer {
    let (caller, body) = request.command::<Operate, ScheduleStep>().await?;
    let (request, mode) = body.request()?;
    if let Mode::Plan = mode {
        let plan = caller
            .run(move |operator| operator.plan_schedule(&request))
            .await?;
        return reply::json(&plan);
    }
    let outcome = caller
        .run(move |operator| operator.schedule(&request))
        .await?;
    match outcome {
        ScheduleOutcome::Scheduled(scheduled) => reply::created(&scheduled),
        ScheduleOutcome::Nobody(plan) => reply::json(&plan),
        ScheduleOutcome::Stopped(plan) => Err(Failure::ScheduleStopped(Box::new(plan))),
    }
}
