use rollbook_service::{
    ForecastQuery, Moment,
    answers::{Problem, SeatForecast},
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
    /// An institution's number: what concerns it, and of its accounts; or `domain`, as without it.
    #[param(value_type = Option<String>)]
    institution: Option<Named<SeatScopeName>>,
    /// What is due by an RFC 3339 time or the end of a date (UTC); without it, everything that waits.
    #[param(value_type = Option<String>)]
    until: Option<Named<Moment>>,
}

pub(super) fn route(api: &Api) -> Route {
    warp::path!("forecast")
        .and(warp::get())
        .and(request(api))
        .then(forecast)
        .boxed()
}

/// Seats as scheduled steps would leave them
///
/// What each step that waits would do as things stand now, one after the other in the order in which they are due:
/// whom it would change, and how many seats would be in use before and behind it. Imports and changes by hand until
/// then are not foreseen.
#[utoipa::path(
    get, path = "/api/v1/seats/forecast", operation_id = "forecast_seats", tag = "seats",
    params(Parameters),
    responses(
        (status = 200, description = "The steps that wait", body = SeatForecast),
        (status = 404, description = "`unknown-institution`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn forecast(request: Request) -> Answer {
    let caller = request.permit::<Read>().await?;
    let parameters: Parameters = request.parameters()?;
    let query = ForecastQuery {
        scope: parameters.institution.map(|scope| scope.0.0),
        until: parameters.until.map(|moment| moment.0),
    };
    reply::json(
        &caller
            .run(move |reader| reader.seat_forecast(&query))
            .await?,
    )
}
