use rollbook_service::answers::LedgerSettings;
use serde::Serialize;
use utoipa::ToSchema;
use warp::Filter;

use crate::{
    api::Api,
    reply::{self, Answer},
    request::{Request, request},
    rights::Read,
    routes::Route,
};

/// What this server's settings say; they are changed where it runs.
#[derive(Serialize, ToSchema)]
pub(crate) struct ShownSettings {
    #[serde(flatten)]
    ledger: LedgerSettings,
    /// The largest upload, in bytes as they arrive, before anything is unpacked.
    upload_bytes: u64,
}

pub(super) fn route(api: &Api) -> Route {
    warp::path::end()
        .and(warp::get())
        .and(request(api))
        .then(show)
        .boxed()
}

/// The limits that this server sets, and its version
///
/// They stand in its settings file and are read once, when it starts.
#[utoipa::path(
    get, path = "/api/v1/settings", operation_id = "show_settings", tag = "settings",
    responses((status = 200, description = "As they are", body = ShownSettings))
)]
pub(crate) async fn show(request: Request) -> Answer {
    let upload_bytes = request.api.limits.upload_bytes;
    let caller = request.permit::<Read>().await?;
    let ledger = caller.run(|reader| Ok(reader.settings())).await?;
    reply::json(&ShownSettings {
        ledger,
        upload_bytes,
    })
}
