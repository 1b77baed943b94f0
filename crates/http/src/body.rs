//! Bodies, as they arrive. One that nobody wants any more is still taken in for a while: a client that is
//! sending does not look for an answer, and would only find its connection cut off.

use std::{pin::Pin, time::Duration};

use bytes::{Buf, Bytes};
use futures_util::{FutureExt, Stream, StreamExt};
use tokio::{
    runtime::Handle,
    time::{Instant, timeout},
};
use warp::{
    Filter, Rejection,
    http::{
        HeaderMap,
        header::{CONTENT_LENGTH, CONTENT_TYPE},
    },
};

use crate::{Limits, failure::Failure};

/// How long a body is taken in after the answer was given.
const LINGER: Duration = Duration::from_secs(10);

type Pieces = Pin<Box<dyn Stream<Item = Result<Bytes, warp::Error>> + Send + Sync>>;

/// A body of which more may be to come.
pub(crate) struct Body {
    /// None once it has ended, or was given up.
    pieces: Option<Pieces>,
    arrived: u64,
    /// How long the client was waited for: what the server does meanwhile is not the client's fault.
    waited: Duration,
}

/// Takes the body without reading it.
pub(crate) fn body() -> impl Filter<Extract = (Body,), Error = Rejection> + Copy {
    warp::body::stream().map(boxed)
}

fn boxed(
    stream: impl Stream<Item = Result<impl Buf, warp::Error>> + Send + Sync + 'static,
) -> Body {
    // Without a copy: a piece is in one part already.
    let pieces = stream.map(|piece| piece.map(|mut piece| piece.copy_to_bytes(piece.remaining())));
    Body {
        pieces: Some(Box::pin(pieces)),
        arrived: 0,
        waited: Duration::ZERO,
    }
}

impl Body {
    /// Waits for the next piece; `None` after the last.
    pub async fn next(&mut self, limits: &Limits) -> Result<Option<Bytes>, Failure> {
        let Some(pieces) = &mut self.pieces else {
            return Ok(None);
        };
        let left = limits
            .longest_wait(self.arrived)
            .saturating_sub(self.waited);
        let next = match pieces.next().now_or_never() {
            // It is here already, so nobody waited for it.
            Some(next) => Ok(next),
            None => {
                let began = Instant::now();
                let next = timeout(limits.body_idle.min(left), pieces.next()).await;
                self.waited += began.elapsed();
                next
            }
        };
        match next {
            Ok(Some(Ok(piece))) => {
                self.arrived += piece.len() as u64;
                Ok(Some(piece))
            }
            Ok(other) => {
                self.pieces = None;
                other.map_or(Ok(None), |piece| {
                    piece.map(Some).map_err(Failure::BodyInterrupted)
                })
            }
            Err(_) => {
                self.pieces = None;
                Err(match left < limits.body_idle {
                    true => Failure::BodyTooSlow {
                        rate: limits.body_bytes_per_second,
                    },
                    false => Failure::BodyIdle {
                        seconds: limits.body_idle.as_secs(),
                    },
                })
            }
        }
    }

    /// Collects a small body.
    pub async fn collect(
        mut self,
        headers: &HeaderMap,
        limits: &Limits,
    ) -> Result<Vec<u8>, Failure> {
        let limit = limits.json_bytes;
        refuse_declared(headers, limit as u64)?;
        let mut bytes = Vec::new();
        while let Some(piece) = self.next(limits).await? {
            if bytes.len() + piece.len() > limit {
                return Err(Failure::BodyTooLarge {
                    limit: limit as u64,
                });
            }
            bytes.extend_from_slice(&piece);
        }
        Ok(bytes)
    }
}

impl Drop for Body {
    fn drop(&mut self) {
        if let (Some(mut pieces), Ok(runtime)) = (self.pieces.take(), Handle::try_current()) {
            runtime.spawn(timeout(LINGER, async move {
                while let Some(Ok(_)) = pieces.next().await {}
            }));
        }
    }
}

/// The declared type as it is written, without its parameters.
pub(crate) fn media_type(headers: &HeaderMap) -> Option<&str> {
    let declared = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let essence = declared.split(';').next()?.trim();
    (!essence.is_empty()).then_some(essence)
}

/// Whether a declared type stands in a list, which has commas between its types. Capitals mean nothing.
pub(crate) fn is_one_of(types: &str, declared: &str) -> bool {
    types
        .split(',')
        .any(|one| one.trim().eq_ignore_ascii_case(declared))
}

/// Refuses a body that says itself that it is too large.
pub(crate) fn refuse_declared(headers: &HeaderMap, limit: u64) -> Result<(), Failure> {
    let declared = headers
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok())
        .and_then(|length| length.parse::<u64>().ok());
    match declared {
        Some(length) if length > limit => Err(Failure::BodyTooLarge { limit }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types_are_compared_without_parameters_and_capitals() {
        let mut headers = HeaderMap::new();
        assert_eq!(media_type(&headers), None);
        headers.insert(
            CONTENT_TYPE,
            warp::http::HeaderValue::from_static("Text/CSV; charset=utf-8"),
        );
        assert_eq!(media_type(&headers), Some("Text/CSV"));
        assert!(is_one_of("text/plain, text/csv", "Text/CSV"));
        assert!(!is_one_of("text/plain, text/csv", "text"));
    }
}
