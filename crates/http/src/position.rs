//! How whoever has written on one node reads it on another one: each answer to a write names the log's
//! position, and a request that names one waits until the node has it.

use std::time::Duration;

use rollbook_service::{Ledger, Position};
use warp::http::{HeaderMap, HeaderName, HeaderValue, Method};

use crate::{api::Api, blocking::blocking, failure::Failure};

/// The header, of requests and of answers: a whole number.
const POSITION: HeaderName = HeaderName::from_static("rollbook-position");

/// How long a request waits for its position.
const PATIENCE: Duration = Duration::from_secs(10);

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
    let ledger = api.ledger.clone();
    blocking(move || ledger.reach(position, PATIENCE)).await??;
    Ok(true)
}

/// What an answer to a write says, where several nodes share the ledger.
pub(crate) async fn named(ledger: &Ledger, method: &Method) -> Option<(HeaderName, HeaderValue)> {
    let reads = *method == Method::GET || *method == Method::HEAD;
    if reads || !ledger.is_shared() {
        return None;
    }
    let ledger = ledger.clone();
    let head = blocking(move || ledger.head()).await.ok()?.ok()?;
    Some((POSITION, HeaderValue::from(head.0)))
}
