use rollbook_service::{
    AccountId, EventSearch, Moment, Page, Query,
    answers::{EventList, Problem},
};
use serde::Deserialize;
use utoipa::IntoParams;
use warp::Filter;

use super::Listing;
use crate::{
    api::Api,
    failure::Failure,
    names::{DirectionName, Named},
    reply::Answer,
    request::{Request, request},
    rights::Read,
    routes::Route,
};

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Parameters {
    /// An event type such as `AccountDeactivated`, or short, as in `deactivated`; several times for several.
    #[serde(default, rename = "type")]
    #[param(value_type = Option<Vec<String>>)]
    kind: Vec<String>,
    /// A batch's id; several times for several.
    #[serde(default)]
    #[param(value_type = Option<Vec<String>>)]
    batch: Vec<String>,
    /// An account's id; several times for several.
    #[serde(default)]
    #[param(value_type = Option<Vec<String>>)]
    account: Vec<Named<AccountId>>,
    /// An institution's number; several times for several.
    #[serde(default)]
    #[param(value_type = Option<Vec<u64>>)]
    institution: Vec<u64>,
    /// `web`, `cli`, `api`, `import`, `scim` or `schedule`; several times for several.
    #[serde(default)]
    #[param(value_type = Option<Vec<String>>)]
    channel: Vec<String>,
    /// From this position in the log on.
    from: Option<u64>,
    /// Up to this position in the log.
    to: Option<u64>,
    /// From an RFC 3339 time or a position in the log on, or behind a date.
    #[param(value_type = Option<String>)]
    since: Option<Named<Moment>>,
    /// Up to an RFC 3339 time, the end of a date (UTC), or a position in the log.
    #[param(value_type = Option<String>)]
    until: Option<Named<Moment>>,
    /// `desc`, the newest first, or `asc`.
    #[param(value_type = Option<String>, default = "desc")]
    order: Option<Named<DirectionName>>,
    /// 1 to 1000; 100 without it. Of a CSV or of lines of JSON, everything without it.
    limit: Option<usize>,
    /// `next` or `previous` of another page.
    cursor: Option<String>,
    /// Whether to tell how many events there are on all pages, which takes longer.
    #[serde(default)]
    #[param(default = false)]
    count: bool,
}

pub(super) fn route(api: &Api) -> Route {
    warp::path::end()
        .and(warp::get())
        .and(request(api))
        .then(list)
        .boxed()
}

/// Events of the log, page by page
///
/// What names a person or a reason is a body and not a query: see `POST /events/search`. With `Accept: text/csv` or
/// `application/x-ndjson` the answer has every event that fits. An institution admin sees the events of accounts that are in
/// its institution now, those of the institution itself, and its own batches.
#[utoipa::path(
    get, path = "/api/v1/events", operation_id = "list_events", tag = "events",
    params(Parameters),
    responses(
        (status = 200, description = "A page", content(
            (EventList = "application/json"), (String = "text/csv"), (String = "application/x-ndjson"),
        )),
        (status = 404, description = "`unknown-account`", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests of this caller, or too many downloads at once", body = Problem,
            content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list(request: Request) -> Answer {
    let caller = request.permit::<Read>().await?;
    let parameters: Parameters = request.parameters()?;
    let listing = Listing {
        is_limited: parameters.limit.is_some(),
        page: Page {
            direction: DirectionName::or_default(parameters.order),
            limit: parameters.limit.unwrap_or(Page::default().limit),
            cursor: parameters.cursor.clone(),
            count: parameters.count,
        },
        search: EventSearch {
            query: query(&parameters)?,
            since: parameters.since.map(|moment| moment.0),
            until: parameters.until.map(|moment| moment.0),
        },
    };
    listing.answer(&request.api, caller, &request.headers).await
}

fn query(parameters: &Parameters) -> Result<Query, Failure> {
    let mut query = Query::default();
    for kind in &parameters.kind {
        query.narrow("type", kind)?;
    }
    for batch in &parameters.batch {
        query.narrow("batch", batch)?;
    }
    for Named(account) in &parameters.account {
        query.narrow("account", &account.to_string())?;
    }
    for institution in &parameters.institution {
        query.narrow("institution", &institution.to_string())?;
    }
    for channel in &parameters.channel {
        query.narrow("channel", channel)?;
    }
    let number = |position: Option<u64>| position.map_or_else(String::new, |at| at.to_string());
    if parameters.from.is_some() || parameters.to.is_some() {
        let range = format!("{}..{}", number(parameters.from), number(parameters.to));
        query.narrow("position", &range)?;
    }
    Ok(query)
}
