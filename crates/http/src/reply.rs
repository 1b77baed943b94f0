//! Successful answers.

use rollbook_service::answers::ChangeOutcome;
use serde::Serialize;
use warp::{
    Reply,
    http::{
        HeaderValue, StatusCode,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    reply::Response,
};

use crate::failure::Failure;

/// What every handler gives back.
pub(crate) type Answer = Result<Response, Failure>;

pub(crate) const CSV: HeaderValue =
    HeaderValue::from_static("text/csv; charset=utf-8; header=present");

pub(crate) const NDJSON: HeaderValue = HeaderValue::from_static("application/x-ndjson");

/// 200 with a JSON body.
pub(crate) fn json(body: &impl Serialize) -> Answer {
    with_status(StatusCode::OK, body)
}

/// 201 with a JSON body.
pub(crate) fn created(body: &impl Serialize) -> Answer {
    with_status(StatusCode::CREATED, body)
}

/// 201 where something was recorded, 200 where it was there already.
pub(crate) fn created_if(outcome: ChangeOutcome, body: &impl Serialize) -> Answer {
    match outcome {
        ChangeOutcome::Recorded => created(body),
        ChangeOutcome::NothingToDo => json(body),
    }
}

/// 204.
pub(crate) fn no_content() -> Answer {
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// A CSV that browsers save under this name.
pub(crate) fn csv(name: &str, body: impl Reply) -> Answer {
    file(CSV, name, body)
}

/// A file of some type that browsers save under this name.
pub(crate) fn file(media_type: HeaderValue, name: &str, body: impl Reply) -> Answer {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, media_type);
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(CONTENT_DISPOSITION, disposition);
    }
    Ok(response)
}

/// A JSON body with a status of its own.
pub(crate) fn with_status(status: StatusCode, body: &impl Serialize) -> Answer {
    Ok(warp::reply::with_status(warp::reply::json(body), status).into_response())
}
