//! The log: searched.

pub(crate) mod list;
pub(crate) mod search;

use rollbook_service::{EventFormat, EventSearch, Page};
use warp::{Filter, http::HeaderMap};

use super::{Route, any_of};
use crate::{
    accept,
    api::Api,
    download,
    reply::{self, Answer},
    rights::{Permitted, Read},
};

pub(crate) fn routes(api: &Api) -> Route {
    warp::path("events")
        .and(any_of([search::route(api), list::route(api)]))
        .boxed()
}

/// What is asked for, and how much of it.
struct Listing {
    search: EventSearch,
    page: Page,
    /// Whether the client says how many, which bounds a file too.
    is_limited: bool,
}

impl Listing {
    /// A page in JSON, or everything as a file, as `Accept` says.
    async fn answer(self, api: &Api, caller: Permitted<Read>, headers: &HeaderMap) -> Answer {
        let Listing {
            search,
            page,
            is_limited,
        } = self;
        let forms = [
            ("application/json", None),
            ("text/csv", Some(EventFormat::Csv)),
            ("application/x-ndjson", Some(EventFormat::Ndjson)),
        ];
        let Some(format) = accept::preferred(headers, &forms).flatten() else {
            let page = caller
                .run(move |reader| reader.events(&search, &page))
                .await?;
            return reply::json(&page);
        };
        let (media_type, name) = match format {
            EventFormat::Csv => (reply::CSV, "events.csv"),
            EventFormat::Ndjson => (reply::NDJSON, "events.ndjson"),
        };
        let limit = is_limited.then_some(page.limit as u64);
        download::file(api, caller, (media_type, name), move |reader, out| {
            reader
                .write_events(&search, page.direction, limit, format, out)
                .map(drop)
        })
        .await
    }
}
