//! How whoever has written on one node reads it on another one: each answer to a write names the log's
//! position, and a request that names one waits until the node has it.

use std::time::Duration;

use rollbook_service::{Error, Ledger, Position};
use tokio::time::{Instant, sleep};
use warp::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

use crate::{api::Api, blocking::blocking, failure::Failure};

/// The header, of requests and of answers: a whole number.
const POSITION: HeaderName = HeaderName::from_static("rollbook-position");

/// How long a request waits for its position.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often it is looked whether it is there.
const GLANCE: Duration = Duration::from_millis(5);

/// Waits until the book has the record that the request names; false if it names none.
///
/// # Errors
/// [`rollbook_service::Error::Behind`] where that takes longer than ten seconds.
pub(crate) async fn reach(api: &Api, headers: &HeaderMap) -> Result<bool, Failure> {
    let Some(value) = headers.get(&POSITION) else {
        return Ok(false);
    };
    let position = value.to_str().ok().and_then(|value| value.parse().ok());
    let position = Position(position.ok_or_else(|| Failure::Parameter {
        place: "Rollbook-Position",
        why: "it is a whole number, as an answer named it".to_owned(),
    })?);
    let deadline = Instant::now() + PATIENCE;
    loop {
        // No thread is held meanwhile: whoever names a position that never comes keeps nobody else waiting.
        let ledger = api.ledger.clone();
        match blocking(move || ledger.has_reached(position)).await? {
            Ok(()) => return Ok(true),
            Err(Error::Behind { .. }) if Instant::now() < deadline => sleep(GLANCE).await,
            Err(error) => return Err(error.into()),
        }
    }
}

/// What an answer to a write that was done says, where several nodes share the ledger. To anybody else how
/// long the log is may be a secret.
pub(crate) async fn named(
    ledger: &Ledger,
    method: &Method,
    status: StatusCode,
) -> Option<(HeaderName, HeaderValue)> {
    let reads = *method == Method::GET || *method == Method::HEAD;
    if reads || !status.is_success() || !ledger.is_shared() {
        return None;
    }
    let ledger = ledger.clone();
    let head = blocking(move || ledger.head()).await.ok()?.ok()?;
    Some((POSITION, HeaderValue::from(head.0)))
}
