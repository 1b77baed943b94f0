//! What is answered where no route matches, and what is logged of every request.

use std::convert::Infallible;

use warp::{Filter, filters::BoxedFilter, filters::log::Info, http::Method, path::FullPath};

use crate::{
    api::Api,
    failure::Failure,
    reply::Answer,
    request::{Request, request},
};

/// Matches every request that is left over.
pub(crate) fn route(api: &Api) -> BoxedFilter<(Answer,)> {
    warp::path::full().and(request(api)).then(answer).boxed()
}

/// Under `/api` strangers are not told what there is.
async fn answer(path: FullPath, request: Request) -> Answer {
    let is_of_the_log = path.as_str().starts_with("/tlog/") && !request.api.public_log;
    if path.as_str().starts_with("/api/") || is_of_the_log {
        crate::authentication::authenticate(&request.api, &request.headers).await?;
    }
    match request.api.paths.find(path.as_str()) {
        Some(entry) if !entry.methods.contains(&request.method) => Err(Failure::MethodNotAllowed {
            allowed: entry
                .methods
                .iter()
                .map(Method::as_str)
                .collect::<Vec<_>>()
                .join(", "),
        }),
        _ => Err(Failure::NoSuchRoute),
    }
}

/// Routes answer everything, the fallback included, so a rejection that gets here is a fault of ours.
pub(crate) async fn recover(rejection: warp::Rejection) -> Result<Failure, Infallible> {
    tracing::error!(?rejection, "a request was rejected by every route");
    Ok(Failure::Broken)
}

/// One line a request. Paths are logged as templates: anything may stand in a path, a name included.
pub(crate) fn log(api: &Api) -> impl Fn(Info<'_>) + Clone + use<> {
    let paths = api.paths.clone();
    move |info: Info<'_>| {
        // To find the template costs more than many an answer.
        if !tracing::enabled!(tracing::Level::DEBUG) {
            return;
        }
        let path = paths
            .find(info.path())
            .map_or("-", |entry| &*entry.template);
        tracing::debug!(
            method = info.method().as_str(),
            path,
            status = info.status().as_u16(),
            microseconds = info.elapsed().as_micros() as u64,
            "answered"
        );
    }
}
