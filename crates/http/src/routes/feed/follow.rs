use std::{convert::Infallible, time::Duration};

use futures_util::stream;
use rollbook_service::{
    FeedPart, Position,
    answers::{self, Problem},
};
use serde::Deserialize;
use tokio::{
    sync::{mpsc, watch},
    time::timeout,
};
use utoipa::IntoParams;
use warp::{Filter, Reply, http::HeaderMap, sse::Event};

use crate::{
    api::Api,
    authentication,
    failure::Failure,
    feeds::WHO_LISTENS,
    reply::Answer,
    request::{Request, request},
    rights::{Permitted, Read},
    routes::Route,
};

/// Events that are read at once.
const PART: usize = 100;
/// Events that wait for a slow client.
const EVENTS_IN_FLIGHT: usize = 16;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Parameters {
    /// The position in the log of the first event. Without it, the one that is recorded next.
    from: Option<u64>,
}

pub(super) fn route(api: &Api) -> Route {
    warp::path!("feed")
        .and(warp::get())
        .and(request(api))
        .then(follow)
        .boxed()
}

/// Every event from a position on, and then each new one as it is recorded
///
/// Server-sent events: `id` is the position, `data` the event. The header `Last-Event-ID`, which browsers send by themselves
/// when they connect again, continues behind that event and stands over `from`. New events come within a second, whichever
/// process recorded them. A client that takes nothing for a while is disconnected. An institution admin gets what
/// `GET /events` shows.
#[utoipa::path(
    get, path = "/api/v1/feed", operation_id = "follow_feed", tag = "events",
    params(Parameters, ("Last-Event-ID" = Option<u64>, Header, description = "The `id` of the last event that arrived")),
    responses(
        (status = 200, description = "`id: 120`, `data: {\"position\":120,…}`", body = answers::Event,
            content_type = "text/event-stream"),
        (status = 429, description = "Too many feeds at once", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn follow(request: Request) -> Answer {
    let caller = request.permit::<Read>().await?;
    let Parameters { from } = request.parameters()?;
    let from = match (last_event(&request.headers)?, from) {
        (Some(last), _) => Position(last.saturating_add(1)),
        (None, Some(from)) => Position(from),
        (None, None) => Position(caller.ledger.head()?.0 + 1),
    };
    let place = request.api.feeds.enter(&caller.caller)?;
    let heads = request.api.feeds.heads();
    // Whoever asks for what cannot be given learns so by a problem, before any event.
    let first = caller.run(move |reader| reader.feed(from, PART)).await?;
    let (sender, receiver) = mpsc::channel(EVENTS_IN_FLIGHT);
    let mut closing = request.api.closing.clone();
    let mut feed = Feed {
        idle: request.api.limits.body_idle,
        api: request.api,
        headers: request.headers,
        sender,
    };
    tokio::spawn(async move {
        let left = feed.sender.clone();
        tokio::select! {
            // A feed that ends early is taken up again by its client.
            _ = feed.run(first, heads) => {}
            () = left.closed() => {}
            _ = closing.wait_for(|closing| *closing) => {}
        }
        drop(place);
    });
    let events = stream::unfold(receiver, |mut receiver| async {
        let event = receiver.recv().await?;
        Some((Ok::<_, Infallible>(event), receiver))
    });
    Ok(warp::sse::reply(warp::sse::keep_alive().stream(events)).into_response())
}

fn last_event(headers: &HeaderMap) -> Result<Option<u64>, Failure> {
    let Some(header) = headers.get("last-event-id") else {
        return Ok(None);
    };
    let position = header.to_str().ok().and_then(|id| id.trim().parse().ok());
    position.map(Some).ok_or(Failure::Parameter {
        place: "Last-Event-ID",
        why: "it is the position of an event, a whole number".to_owned(),
    })
}

/// One client that follows.
struct Feed {
    api: Api,
    headers: HeaderMap,
    idle: Duration,
    sender: mpsc::Sender<Event>,
}

/// The client has left, takes nothing, or may see nothing any more.
struct Ended;

impl Ended {
    fn by(failure: &Failure) -> Ended {
        tracing::info!("a feed ends: {failure}");
        Ended
    }
}

impl Feed {
    async fn run(
        &mut self,
        first: FeedPart,
        mut heads: watch::Receiver<Position>,
    ) -> Result<Infallible, Ended> {
        let mut part = first;
        loop {
            for event in &part.events {
                self.send(event).await?;
            }
            let next = part.next;
            loop {
                let growing = async { heads.wait_for(|head| *head >= next).await.map(drop) };
                match timeout(WHO_LISTENS, growing).await {
                    Ok(grown) => break grown.map_err(|_| Ended)?,
                    Err(_) => self.still_permitted().await.map(drop)?,
                }
            }
            part = self.read(next).await?;
        }
    }

    /// Reads on. A token may have been revoked meanwhile, which is in the log too.
    async fn read(&self, from: Position) -> Result<FeedPart, Ended> {
        let caller = self.still_permitted().await?;
        let read = caller.run(move |reader| reader.feed(from, PART)).await;
        read.map_err(|failure| Ended::by(&failure))
    }

    async fn still_permitted(&self) -> Result<Permitted<Read>, Ended> {
        let caller = authentication::authenticate_still(&self.api, &self.headers).await;
        caller
            .and_then(|caller| Ok(Permitted::new(self.api.ledger.clone(), caller)?))
            .map_err(|failure| Ended::by(&failure))
    }

    async fn send(&self, event: &answers::Event) -> Result<(), Ended> {
        let message = Event::default()
            .id(event.position.to_string())
            .json_data(event)
            .map_err(|_| Ended)?;
        match timeout(self.idle, self.sender.send(message)).await {
            Ok(sent) => sent.map_err(|_| Ended),
            Err(_) => {
                tracing::info!("a feed ends: its client takes nothing");
                Err(Ended)
            }
        }
    }
}
