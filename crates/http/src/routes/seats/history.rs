use rollbook_service::{
    Moment, SeatQuery,
    answers::{Problem, SeatHistory},
};
use serde::Deserialize;
use utoipa::IntoParams;
use warp::Filter;

use crate::{
    api::Api,
    names::{Named, SeatScopeName},
    reply::{self, Answer},
    request::{Request, request},
    rights::Read,
    routes::Route,
};

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Parameters {
    /// An institution's number, or `domain`; without it, the steps of every institution.
    #[param(value_type = Option<String>)]
    institution: Option<Named<SeatScopeName>>,
    /// From an RFC 3339 time or a position in the log on, or behind a date.
    #[param(value_type = Option<String>)]
    since: Option<Named<Moment>>,
    /// Up to an RFC 3339 time, the end of a date (UTC), or a position in the log.
    #[param(value_type = Option<String>)]
    until: Option<Named<Moment>>,
    /// 1 to 1000.
    #[param(default = 1000)]
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<String>,
}

pub(super) fn route(api: &Api) -> Route {
    warp::path!("history")
        .and(warp::get())
        .and(request(api))
        .then(history)
        .boxed()
}

/// Seats in use over time
///
/// A step for each command or batch that changed how many are in use, oldest first. Its events stand from `first_position`
/// to `position` (R47). The steps of the whole domain have no institution.
#[utoipa::path(
    get, path = "/api/v1/seats/history", operation_id = "show_seat_history", tag = "seats",
    params(Parameters),
    responses(
        (status = 200, description = "A page of steps", body = SeatHistory),
        (status = 404, description = "`unknown-institution`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn history(request: Request) -> Answer {
    let caller = request.permit::<Read>().await?;
    let parameters: Parameters = request.parameters()?;
    let query = SeatQuery {
        scope: parameters.institution.map(|scope| scope.0.0),
        since: parameters.since.map(|moment| moment.0),
        until: parameters.until.map(|moment| moment.0),
        limit: parameters.limit.unwrap_or(SeatQuery::default().limit),
        cursor: parameters.cursor,
    };
    reply::json(
        &caller
            .run(move |reader| reader.seat_history(&query))
            .await?,
    )
}
