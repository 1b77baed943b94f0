use rollbook_service::{
    EventSearch, Moment, Page, Query,
    answers::{EventList, Problem},
};
use serde::Deserialize;
use utoipa::ToSchema;
use warp::Filter;

use super::Listing;
use crate::{
    api::Api,
    names::{DirectionName, Named},
    reply::Answer,
    request::{Request, request},
    rights::Read,
    routes::Route,
};

/// Which events to find. It is a body because it may name people, and addresses end up in logs.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AuditSearch {
    /// As in `type:deactivated actor:amy "end of year"`: the keys are type, actor, institution, batch, account, channel and
    /// position, `-` before a key excludes, and other text is looked for in reasons. Without it, every event.
    query: Option<String>,
    /// From an RFC 3339 time or a position in the log on, or behind a date.
    #[schema(value_type = Option<String>)]
    since: Option<Named<Moment>>,
    /// Up to an RFC 3339 time, the end of a date (UTC), or a position in the log.
    #[schema(value_type = Option<String>)]
    until: Option<Named<Moment>>,
    /// `desc`, the newest first, or `asc`; `desc` without it.
    #[schema(value_type = Option<String>)]
    order: Option<Named<DirectionName>>,
    /// 1 to 1000; 100 without it. Of a CSV or of lines of JSON, everything without it.
    limit: Option<usize>,
    /// `next` or `previous` of another page.
    cursor: Option<String>,
    /// Whether to tell how many events there are on all pages, which takes longer.
    #[serde(default)]
    count: bool,
}

pub(super) fn route(api: &Api) -> Route {
    warp::path!("search")
        .and(warp::post())
        .and(request(api))
        .then(search)
        .boxed()
}

/// Searches the log by a query
///
/// Records nothing. With `Accept: text/csv` or `application/x-ndjson` the answer has every event that fits.
#[utoipa::path(
    post, path = "/api/v1/events/search", operation_id = "search_events", tag = "events",
    request_body = AuditSearch,
    responses(
        (status = 200, description = "A page", content(
            (EventList = "application/json"), (String = "text/csv"), (String = "application/x-ndjson"),
        )),
        (status = 404, description = "`unknown-account`", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests of this caller, or too many downloads at once", body = Problem,
            content_type = "application/problem+json"),
    )
)]
pub(crate) async fn search(request: Request) -> Answer {
    let (headers, api) = (request.headers.clone(), request.api.clone());
    let (caller, body) = request.command::<Read, AuditSearch>().await?;
    let query: Option<Query> = body.query.as_deref().map(str::parse).transpose()?;
    let listing = Listing {
        is_limited: body.limit.is_some(),
        page: Page {
            direction: DirectionName::or_default(body.order),
            limit: body.limit.unwrap_or(Page::default().limit),
            cursor: body.cursor,
            count: body.count,
        },
        search: EventSearch {
            query: query.unwrap_or_default(),
            since: body.since.map(|moment| moment.0),
            until: body.until.map(|moment| moment.0),
        },
    };
    listing.answer(&api, caller, &headers).await
}
