use rollbook_service::answers::{Applied, Plan};
use serde::Serialize;
use utoipa::ToSchema;
use warp::Filter;

use crate::{
    api::Api,
    reply::{self, Answer},
    request::{Request, request},
    rights::Operate,
    routes::Route,
};

pub(super) fn route(api: &Api) -> Route {
    warp::path!(String)
        .and(warp::get())
        .and(request(api))
        .then(show)
        .boxed()
}

/// A plan, and the batch that it became.
#[derive(Serialize, ToSchema)]
pub(crate) struct ShownPlan {
    #[serde(flatten)]
    plan: Plan,
    #[serde(skip_serializing_if = "Option::is_none")]
    batch_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_position: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_position: Option<u64>,
    /// How many events were recorded, the batch's own record included.
    #[serde(skip_serializing_if = "Option::is_none")]
    events: Option<u64>,
}

impl From<Applied> for ShownPlan {
    fn from(applied: Applied) -> ShownPlan {
        let events = applied.batch_id.is_some().then_some(applied.events);
        ShownPlan {
            plan: applied.plan,
            batch_id: applied.batch_id,
            first_position: applied.first_position,
            last_position: applied.last_position,
            events,
        }
    }
}

/// A plan, and the batch that it became
///
/// Until something was recorded, `batch_id` and what belongs to it are left out.
#[utoipa::path(
    get, path = "/api/v1/imports/{plan_id}", operation_id = "show_import", tag = "imports",
    params(("plan_id" = String, Path)),
    responses((status = 200, description = "The plan", body = ShownPlan))
)]
pub(crate) async fn show(plan_id: String, request: Request) -> Answer {
    let caller = request.permit::<Operate>().await?;
    let applied = caller.run(move |operator| operator.plan(&plan_id)).await?;
    reply::json(&ShownPlan::from(applied))
}
