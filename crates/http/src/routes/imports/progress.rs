use std::{convert::Infallible, time::Duration};

use futures_util::stream;
use rollbook_service::answers::{Phase, Problem, Progress};
use tokio::{
    sync::mpsc,
    time::{self, Instant, timeout},
};
use warp::{Filter, Reply, http::HeaderMap, sse::Event};

use crate::{
    api::Api,
    authentication,
    failure::Failure,
    feeds::WHO_LISTENS,
    reply::Answer,
    request::{Request, request},
    rights::{Operate, Permitted},
    routes::Route,
};

/// How often work in this process is looked at: a progress bar moves smoothly, and looking costs nothing.
const PERIOD: Duration = Duration::from_millis(100);
/// How often a plan that another process may apply is looked at in the book.
const PERIOD_ELSEWHERE: Duration = Duration::from_secs(1);

pub(super) fn route(api: &Api) -> Route {
    warp::path!(String / "progress")
        .and(warp::get())
        .and(request(api))
        .then(progress)
        .boxed()
}

/// How far a plan's work is, as it goes
///
/// Server-sent events named `progress`, one whenever something has changed. The stream ends with phase `done`, and
/// may be opened before, during and after the plan is applied.
#[utoipa::path(
    get, path = "/api/v1/imports/{plan_id}/progress", operation_id = "follow_import", tag = "imports",
    params(("plan_id" = String, Path)),
    responses(
        (status = 200, description = "`event: progress`, `data: {\"phase\",\"done\",\"total\"}`",
            body = Progress, content_type = "text/event-stream"),
        (status = 429, description = "Too many requests of this caller, or too many feeds at once", body = Problem,
            content_type = "application/problem+json"),
    )
)]
pub(crate) async fn progress(plan_id: String, request: Request) -> Answer {
    let caller = request.permit::<Operate>().await?;
    let place = request.api.feeds.enter(&caller.caller)?;
    // Whoever may not see the plan learns so by a problem, before any event.
    let recorded = recorded(caller.clone(), plan_id.clone()).await?;
    let first = caller.ledger.progress(&plan_id).unwrap_or(recorded);
    let (sender, receiver) = mpsc::channel(1);
    let mut closing = request.api.closing.clone();
    let listener = Listener {
        api: request.api,
        headers: request.headers,
        caller,
    };
    tokio::spawn(async move {
        tokio::select! {
            () = listener.follow(plan_id, first, &sender) => {}
            () = sender.closed() => {}
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

/// One client that follows.
struct Listener {
    api: Api,
    headers: HeaderMap,
    /// As it was at first.
    caller: Permitted<Operate>,
}

impl Listener {
    /// Sends what has changed until the work is done, the client has left or takes nothing, may see
    /// nothing any more, or the plan is gone.
    async fn follow(&self, plan_id: String, mut current: Progress, sender: &mpsc::Sender<Event>) {
        let mut sent = None;
        let mut known = Instant::now();
        loop {
            if sent != Some(current) {
                let Ok(event) = Event::default().event("progress").json_data(current) else {
                    return;
                };
                let idle = self.api.limits.body_idle;
                if !matches!(timeout(idle, sender.send(event)).await, Ok(Ok(()))) {
                    return;
                }
                sent = Some(current);
            }
            if current.phase == Phase::Done {
                return;
            }
            time::sleep(PERIOD).await;
            let in_this_process = self.caller.ledger.progress(&plan_id);
            if in_this_process.is_none() {
                time::sleep(PERIOD_ELSEWHERE).await;
            }
            if known.elapsed() >= WHO_LISTENS {
                if !self.is_still_signed_in().await {
                    return;
                }
                known = Instant::now();
            }
            current = match in_this_process {
                Some(progress) => progress,
                None => match recorded(self.caller.clone(), plan_id.clone()).await {
                    Ok(progress) => progress,
                    Err(_) => return,
                },
            };
        }
    }

    /// Whether it is the caller of the beginning, with the same rights.
    async fn is_still_signed_in(&self) -> bool {
        let now = match authentication::authenticate_still(&self.api, &self.headers).await {
            Ok(now) => now,
            Err(failure) => {
                tracing::info!("a feed of an import ends: {failure}");
                return false;
            }
        };
        let first = &self.caller.caller;
        (now.role, now.institution) == (first.role, first.institution)
    }
}

/// What the plan itself tells, whichever process applied it.
async fn recorded(caller: Permitted<Operate>, plan_id: String) -> Result<Progress, Failure> {
    caller
        .run(move |operator| operator.plan_progress(&plan_id))
        .await
}
