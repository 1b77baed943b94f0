use rollbook_service::{AccountId, Direction, Moment, Page, answers::EventList};
use serde::Deserialize;
use utoipa::IntoParams;
use warp::Filter;

use crate::{
    api::Api,
    names::{DirectionName, Named},
    reply::{self, Answer},
    request::{Request, request},
    rights::Read,
    routes::Route,
};

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Parameters {
    /// Up to this moment: an RFC 3339 time, a date (its end, UTC) or a position in the log.
    #[param(value_type = Option<String>)]
    as_of: Option<Named<Moment>>,
    /// `asc`, the oldest first, or `desc`.
    #[param(value_type = Option<String>, default = "asc")]
    order: Option<Named<DirectionName>>,
    /// 1 to 1000.
    #[param(default = 100)]
    limit: Option<usize>,
    /// `next` or `previous` of another page.
    cursor: Option<String>,
    /// Whether to tell how many events there are on all pages.
    #[serde(default)]
    #[param(default = false)]
    count: bool,
}

pub(super) fn route(api: &Api) -> Route {
    warp::path!(AccountId / "history")
        .and(warp::get())
        .and(request(api))
        .then(history)
        .boxed()
}

/// Everything that ever happened to an account
///
/// Its own events, and those that it shares with others, such as the end of a class that it was in. Of a deleted account,
/// what is anonymous.
#[utoipa::path(
    get, path = "/api/v1/accounts/{account_id}/history", operation_id = "show_account_history", tag = "accounts",
    params(("account_id" = String, Path), Parameters),
    responses((status = 200, description = "A page of events", body = EventList))
)]
pub(crate) async fn history(id: AccountId, request: Request) -> Answer {
    let caller = request.permit::<Read>().await?;
    let parameters: Parameters = request.parameters()?;
    let as_of = parameters.as_of.map(|moment| moment.0);
    let page = Page {
        direction: parameters
            .order
            .map_or(Direction::OldestFirst, |order| order.0.0),
        limit: parameters.limit.unwrap_or(Page::default().limit),
        cursor: parameters.cursor,
        count: parameters.count,
    };
    let history = caller
        .run(move |reader| reader.account_history(id, as_of, &page))
        .await?;
    reply::json(&history)
}
