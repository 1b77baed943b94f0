use std::{convert::Infallible, time::Duration};

use futures_util::stream;
use rollbook_service::answers::{Phase, Progress};
use tokio::{sync::mpsc, time};
use warp::{Filter, Reply, sse::Event};

use crate::{
    api::Api,
    authentication::AuthenticatedCaller,
    failure::Failure,
    reply::Answer,
    request::{Request, request},
    routes::Route,
};

/// How often work in this process is looked at: a progress bar moves smoothly, and looking costs nothing.
const PERIOD: Duration = Duration::from_millis(100);
/// How often a plan that another process may apply is looked at, which means reading it.
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
    responses((status = 200, description = "`event: progress`, `data: {\"phase\",\"done\",\"total\"}`",
        body = Progress, content_type = "text/event-stream"))
)]
pub(crate) async fn progress(plan_id: String, request: Request) -> Answer {
    let caller = request.authenticate().await?;
    // Whoever may not see the plan learns so by a problem, before any event.
    let recorded = recorded(caller.clone(), plan_id.clone()).await?;
    let first = caller.ledger.progress(&plan_id).unwrap_or(recorded);
    let (sender, receiver) = mpsc::channel(1);
    let mut closing = request.api.closing;
    tokio::spawn(async move {
        tokio::select! {
            () = follow(caller, plan_id, first, &sender) => {}
            () = sender.closed() => {}
            _ = closing.wait_for(|closing| *closing) => {}
        }
    });
    let events = stream::unfold(receiver, |mut receiver| async {
        let event = receiver.recv().await?;
        Some((Ok::<_, Infallible>(event), receiver))
    });
    Ok(warp::sse::reply(warp::sse::keep_alive().stream(events)).into_response())
}

/// Sends what has changed until the work is done, the client has left or the plan is gone.
async fn follow(
    caller: AuthenticatedCaller,
    plan_id: String,
    mut current: Progress,
    sender: &mpsc::Sender<Event>,
) {
    let mut sent = None;
    loop {
        if sent != Some(current) {
            let Ok(event) = Event::default().event("progress").json_data(current) else {
                return;
            };
            if sender.send(event).await.is_err() {
                return;
            }
            sent = Some(current);
        }
        if current.phase == Phase::Done {
            return;
        }
        time::sleep(PERIOD).await;
        current = match caller.ledger.progress(&plan_id) {
            Some(progress) => progress,
            None => {
                time::sleep(PERIOD_ELSEWHERE).await;
                match recorded(caller.clone(), plan_id.clone()).await {
                    Ok(progress) => progress,
                    Err(_) => return,
                }
            }
        };
    }
}

/// What the plan itself tells, whichever process applied it.
async fn recorded(caller: AuthenticatedCaller, plan_id: String) -> Result<Progress, Failure> {
    let applied = caller
        .operate(move |operator| operator.plan(&plan_id))
        .await?;
    Ok(Progress {
        phase: match applied.batch_id {
            Some(_) => Phase::Done,
            None => Phase::Planned,
        },
        done: applied.plan.rows,
        total: applied.plan.rows,
    })
}
